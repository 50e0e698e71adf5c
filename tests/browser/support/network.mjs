// A small network whose answers a person can check, as the AWS CLI prints it: web and db in two subnets of one VPC.
// The network ACL of db's subnet denies tcp 5432 from web's subnet by entry 90 and allows everything else.

const owner = '123456789012';

export function network({ webName = 'web', dbName = 'db' } = {}) {
  const tag = (name) => [{ Key: 'Name', Value: name }];
  const acl = (id, subnet, extra) => ({
    NetworkAclId: id,
    VpcId: 'vpc-0a0a0a0a',
    OwnerId: owner,
    IsDefault: false,
    Associations: [{ NetworkAclAssociationId: `aclassoc-${id}`, NetworkAclId: id, SubnetId: subnet }],
    Entries: [
      ...extra,
      { Egress: false, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      { Egress: true, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
    ],
  });
  const subnet = (id, cidr) => ({
    SubnetId: id,
    VpcId: 'vpc-0a0a0a0a',
    CidrBlock: cidr,
    AvailabilityZone: 'eu-west-1a',
    OwnerId: owner,
    State: 'available',
    SubnetArn: `arn:aws:ec2:eu-west-1:${owner}:subnet/${id}`,
  });
  const eni = (id, subnetId, address, instance) => ({
    NetworkInterfaceId: id,
    SubnetId: subnetId,
    VpcId: 'vpc-0a0a0a0a',
    AvailabilityZone: 'eu-west-1a',
    OwnerId: owner,
    InterfaceType: 'interface',
    Status: 'in-use',
    SourceDestCheck: true,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Groups: [{ GroupId: 'sg-0c0c0c0c', GroupName: 'open' }],
    Attachment: { AttachmentId: `eni-attach-${id}`, InstanceId: instance, DeviceIndex: 0, Status: 'attached' },
  });
  const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
  const documents = {
    'describe-vpcs.json': {
      Vpcs: [{ VpcId: 'vpc-0a0a0a0a', CidrBlock: '10.0.0.0/16', OwnerId: owner, State: 'available', IsDefault: false, CidrBlockAssociationSet: [{ AssociationId: 'vpc-cidr-assoc-1', CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }], Tags: tag('shop') }],
    },
    'describe-subnets.json': { Subnets: [subnet('subnet-0aaaaaaa', '10.0.1.0/24'), subnet('subnet-0bbbbbbb', '10.0.2.0/24')] },
    'describe-route-tables.json': {
      RouteTables: [{ RouteTableId: 'rtb-0d0d0d0d', VpcId: 'vpc-0a0a0a0a', OwnerId: owner, Associations: [{ Main: true, RouteTableAssociationId: 'rtbassoc-1', RouteTableId: 'rtb-0d0d0d0d', AssociationState: { State: 'associated' } }], Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }] }],
    },
    'describe-network-acls.json': {
      NetworkAcls: [
        acl('acl-0e0e0e0e', 'subnet-0aaaaaaa', []),
        acl('acl-0f0f0f0f', 'subnet-0bbbbbbb', [{ Egress: false, RuleNumber: 90, RuleAction: 'deny', Protocol: '6', CidrBlock: '10.0.1.0/24', PortRange: { From: 5432, To: 5432 } }]),
      ],
    },
    'describe-security-groups.json': {
      SecurityGroups: [{ GroupId: 'sg-0c0c0c0c', GroupName: 'open', Description: 'open', VpcId: 'vpc-0a0a0a0a', OwnerId: owner, IpPermissions: [everything], IpPermissionsEgress: [everything] }],
    },
    'describe-network-interfaces.json': {
      NetworkInterfaces: [eni('eni-0aaaaaaa', 'subnet-0aaaaaaa', '10.0.1.10', 'i-0aaaaaaa'), eni('eni-0bbbbbbb', 'subnet-0bbbbbbb', '10.0.2.10', 'i-0bbbbbbb')],
    },
    'describe-instances.json': {
      Reservations: [
        { OwnerId: owner, Instances: [
          { InstanceId: 'i-0aaaaaaa', VpcId: 'vpc-0a0a0a0a', SubnetId: 'subnet-0aaaaaaa', PrivateIpAddress: '10.0.1.10', State: { Code: 16, Name: 'running' }, NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0aaaaaaa' }], SecurityGroups: [{ GroupId: 'sg-0c0c0c0c', GroupName: 'open' }], Tags: tag(webName) },
          { InstanceId: 'i-0bbbbbbb', VpcId: 'vpc-0a0a0a0a', SubnetId: 'subnet-0bbbbbbb', PrivateIpAddress: '10.0.2.10', State: { Code: 16, Name: 'running' }, NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0bbbbbbb' }], SecurityGroups: [{ GroupId: 'sg-0c0c0c0c', GroupName: 'open' }], Tags: tag(dbName) },
        ] },
      ],
    },
  };
  return Object.entries(documents).map(([name, value]) => ({ name, text: JSON.stringify(value, null, 1) }));
}
