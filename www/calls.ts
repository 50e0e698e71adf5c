// The read-only AWS CLI calls that gather an input, in the order in which they matter.
export const calls = [
  'aws ec2 describe-vpcs > describe-vpcs.json',
  'aws ec2 describe-subnets > describe-subnets.json',
  'aws ec2 describe-network-interfaces > describe-network-interfaces.json',
  'aws ec2 describe-instances > describe-instances.json',
  'aws ec2 describe-security-groups > describe-security-groups.json',
  'aws ec2 describe-network-acls > describe-network-acls.json',
  'aws ec2 describe-route-tables > describe-route-tables.json',
  'aws ec2 describe-internet-gateways > describe-internet-gateways.json',
  'aws ec2 describe-nat-gateways > describe-nat-gateways.json',
  'aws ec2 describe-vpc-endpoints > describe-vpc-endpoints.json',
  'aws ec2 describe-vpc-peering-connections > describe-vpc-peering-connections.json',
  'aws ec2 describe-managed-prefix-lists > describe-managed-prefix-lists.json',
  'aws ec2 describe-transit-gateway-attachments > describe-transit-gateway-attachments.json',
  'aws ec2 describe-transit-gateway-route-tables > describe-transit-gateway-route-tables.json',
];
