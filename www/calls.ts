// The read-only AWS CLI calls that gather an input, in the order in which they matter. The names of the
// files are free, except where a result lacks its parent's id: there the id is in the name.
export const calls = [
  'aws ec2 describe-vpcs > vpcs.json',
  'aws ec2 describe-subnets > subnets.json',
  'aws ec2 describe-network-interfaces > interfaces.json',
  'aws ec2 describe-instances > instances.json',
  'aws ec2 describe-security-groups > security-groups.json',
  'aws ec2 describe-network-acls > network-acls.json',
  'aws ec2 describe-route-tables > route-tables.json',
  'aws ec2 describe-internet-gateways > internet-gateways.json',
  'aws ec2 describe-nat-gateways > nat-gateways.json',
  'aws ec2 describe-vpc-endpoints > endpoints.json',
  'aws ec2 describe-vpc-peering-connections > peerings.json',
  'aws ec2 describe-managed-prefix-lists > prefix-lists.json',
  'aws ec2 describe-transit-gateways > tgws.json',
  'aws ec2 describe-transit-gateway-attachments > tgw-attachments.json',
  'aws ec2 describe-transit-gateway-route-tables > tgw-tables.json',
  'aws elbv2 describe-load-balancers > load-balancers.json',
  'aws elbv2 describe-target-groups > target-groups.json',
];

export const loops = [
  'for b in $(aws elbv2 describe-load-balancers --query "LoadBalancers[].LoadBalancerArn" --output text); do aws elbv2 describe-listeners --load-balancer-arn $b > listeners-${b##*/}.json; done',
  'for g in $(aws elbv2 describe-target-groups --query "TargetGroups[].TargetGroupArn" --output text); do aws elbv2 describe-target-health --target-group-arn $g > health-${g##*/}.json; done',
  'for t in $(aws ec2 describe-transit-gateway-route-tables --query "TransitGatewayRouteTables[].TransitGatewayRouteTableId" --output text); do aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id $t --filters Name=type,Values=static,propagated > routes-$t.json; done',
];
