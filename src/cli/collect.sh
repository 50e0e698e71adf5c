#!/bin/sh
# Gathers what Pathlight reads of your AWS networks: configuration only, with the AWS CLI.
#
#     sh collect.sh > network.json
#
# Every call is a describe, get or search: nothing is changed. Read it before you run it. It needs the AWS CLI, signed in
# with a role such as AWS's own ViewOnlyAccess or AmazonVPCReadOnlyAccess, and nothing else. The document goes to standard
# output, all else to standard error. A call that fails is reported, recorded in the document, and does not stop the rest.
# Pre-shared keys of VPN connections are left out by the questions themselves.

set -uf

regions=@REGIONS@
all_regions=@ALL_REGIONS@
profile=@PROFILE@

# Waits are for the AWS CLI to make; a pager would wait for you.
AWS_PAGER=
: "${AWS_RETRY_MODE:=standard}" "${AWS_MAX_ATTEMPTS:=8}"
export AWS_PAGER AWS_RETRY_MODE AWS_MAX_ATTEMPTS

say() { printf 'pathlight: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

command -v aws >/dev/null 2>&1 || die 'the AWS CLI is not here; run this where `aws` works, for example in AWS CloudShell'

# Answers pass through a folder of our own, so that half an answer never reaches the document.
umask 077
work=${TMPDIR:-/tmp}/pathlight.$$
mkdir "$work" || die "cannot make a folder in ${TMPDIR:-/tmp}"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# ask SERVICE OPERATION [ARGUMENT...]: asks AWS, with the profile asked for.
ask() { aws ${profile:+--profile "$profile"} "$@" </dev/null; }

# Standard error of the last call as one line that may stand in a JSON string.
cause() { tr '\n\t' '  ' <"$work/error" | LC_ALL=C tr -cd '\040-\176' | cut -c 1-400 | sed 's/\\/\\\\/g; s/"/\\"/g; s/^ *//; s/ *$//'; }

service=ec2
comma=
asked=0
failed=0

# call OPERATION PARAMETERS [ARGUMENT...]: asks the service, and writes one entry of the document.
call() {
  operation=$1
  parameters=$2
  shift 2
  asked=$((asked + 1))
  printf '%s\n{"call":"%s %s","account":"%s","region":"%s","parameters":%s,' \
    "$comma" "$service" "$operation" "$account" "$region" "$parameters"
  comma=,
  if ask "$service" "$operation" --region "$region" --output json "$@" >"$work/output" 2>"$work/error"; then
    printf '"output":\n'
    if [ -s "$work/output" ]; then cat "$work/output"; else printf '{}\n'; fi
    printf '}'
  else
    failed=$((failed + 1))
    why=$(cause)
    printf '"error":"%s"}' "$why"
    say "$region: $operation failed: $why"
    # Without credentials, or without a way to AWS, nothing else will work either.
    if [ "$asked" = 1 ] && [ -z "$account" ]; then
      printf '\n]}\n'
      die 'nothing was collected: is the AWS CLI signed in?'
    fi
  fi
}

# ids OPERATION QUERY: the ids that a call of its own is made for.
ids() { ask "$service" "$1" --region "$region" --query "$2" --output text 2>/dev/null | tr '\t' '\n' | grep -E '^[a-z]+(-[a-z]+)*-[0-9a-f]+$'; }

# arns OPERATION QUERY [ARGUMENT...]: the same for load balancers and firewalls, whose ids are ARNs.
arns() {
  operation=$1
  query=$2
  shift 2
  ask "$service" "$operation" --region "$region" --query "$query" --output text "$@" 2>/dev/null | tr '\t' '\n' |
    grep -E '^arn:[a-z-]+:(elasticloadbalancing|network-firewall):[A-Za-z0-9:/._-]+$'
}

# Everything but the two places where AWS puts pre-shared keys: CustomerGatewayConfiguration and TunnelOptions.
vpn_without_keys='{VpnConnections: VpnConnections[].{VpnConnectionId: VpnConnectionId, State: State, Type: Type, Category: Category || `""`, CustomerGatewayId: CustomerGatewayId, VpnGatewayId: VpnGatewayId || `""`, TransitGatewayId: TransitGatewayId || `""`, GatewayAssociationState: GatewayAssociationState || `""`, Options: {StaticRoutesOnly: Options.StaticRoutesOnly || `false`, LocalIpv4NetworkCidr: Options.LocalIpv4NetworkCidr || `""`, RemoteIpv4NetworkCidr: Options.RemoteIpv4NetworkCidr || `""`, TunnelInsideIpVersion: Options.TunnelInsideIpVersion || `""`}, Routes: Routes || `[]`, VgwTelemetry: VgwTelemetry || `[]`, Tags: Tags || `[]`}}'

# Everything but what may hold secrets: the keys of BGP sessions, the environment of functions and of tasks.
interfaces_without_keys='{virtualInterfaces: virtualInterfaces[].{virtualInterfaceId: virtualInterfaceId, virtualInterfaceName: virtualInterfaceName, virtualInterfaceType: virtualInterfaceType, virtualInterfaceState: virtualInterfaceState, ownerAccount: ownerAccount, region: region, addressFamily: addressFamily, virtualGatewayId: virtualGatewayId || `""`, directConnectGatewayId: directConnectGatewayId || `""`, routeFilterPrefixes: routeFilterPrefixes || `[]`, bgpPeers: bgpPeers[].{addressFamily: addressFamily, bgpPeerState: bgpPeerState, bgpStatus: bgpStatus}}}'
functions_without_environment='{Functions: Functions[].{FunctionName: FunctionName, FunctionArn: FunctionArn, State: State || `""`, VpcConfig: VpcConfig}}'
tasks_without_environment='{tasks: tasks[].{taskArn: taskArn, clusterArn: clusterArn, group: group, lastStatus: lastStatus, attachments: attachments}}'

# words SERVICE OPERATION QUERY [ARGUMENT...]: plain names and ids that calls of their own are made for.
words() {
  words_service=$1
  operation=$2
  query=$3
  shift 3
  ask "$words_service" "$operation" --region "$region" --query "$query" --output text "$@" 2>/dev/null | tr '\t' '\n' |
    grep -E '^[A-Za-z0-9_.:/-]+$' | grep -v '^None$'
}

collect_region() {
  for operation in \
    describe-vpcs \
    describe-subnets \
    describe-route-tables \
    describe-network-acls \
    describe-security-groups \
    describe-security-group-rules \
    describe-network-interfaces \
    describe-instances \
    describe-addresses \
    describe-internet-gateways \
    describe-egress-only-internet-gateways \
    describe-nat-gateways \
    describe-vpn-gateways \
    describe-customer-gateways \
    describe-vpc-peering-connections \
    describe-vpc-endpoints \
    describe-vpc-endpoint-service-configurations \
    describe-vpc-endpoint-connections \
    describe-vpc-encryption-controls \
    describe-prefix-lists \
    describe-managed-prefix-lists \
    describe-transit-gateways \
    describe-transit-gateway-attachments \
    describe-transit-gateway-vpc-attachments \
    describe-transit-gateway-peering-attachments \
    describe-transit-gateway-connects \
    describe-transit-gateway-connect-peers \
    describe-client-vpn-endpoints \
    describe-carrier-gateways \
    describe-local-gateways \
    describe-transit-gateway-route-tables \
    describe-vpc-block-public-access-options \
    describe-vpc-block-public-access-exclusions
  do
    call "$operation" '{}'
  done
  call describe-vpn-connections '{}' --query "$vpn_without_keys"

  # These answers do not say what they belong to, so the id stands beside them.
  for list in $(ids describe-managed-prefix-lists 'PrefixLists[].PrefixListId'); do
    call get-managed-prefix-list-entries "{\"PrefixListId\":\"$list\"}" --prefix-list-id "$list"
  done
  for table in $(ids describe-transit-gateway-route-tables 'TransitGatewayRouteTables[].TransitGatewayRouteTableId'); do
    parent="{\"TransitGatewayRouteTableId\":\"$table\"}"
    call search-transit-gateway-routes "$parent" --transit-gateway-route-table-id "$table" \
      --filters Name=state,Values=active,blackhole
    call get-transit-gateway-route-table-associations "$parent" --transit-gateway-route-table-id "$table"
    call get-transit-gateway-route-table-propagations "$parent" --transit-gateway-route-table-id "$table"
  done
  for vpc in $(ids describe-vpcs 'Vpcs[].VpcId'); do
    for attribute in enableDnsSupport enableDnsHostnames; do
      call describe-vpc-attribute "{\"VpcId\":\"$vpc\",\"Attribute\":\"$attribute\"}" --vpc-id "$vpc" --attribute "$attribute"
    done
  done
  collect_load_balancers
  collect_direct_connect
  collect_cloud_wan
  collect_owners
  collect_firewalls
}

collect_load_balancers() {
  service=elbv2
  call describe-load-balancers '{}'
  call describe-target-groups '{}'
  for balancer in $(arns describe-load-balancers 'LoadBalancers[].LoadBalancerArn'); do
    parent="{\"LoadBalancerArn\":\"$balancer\"}"
    call describe-listeners "$parent" --load-balancer-arn "$balancer"
    call describe-load-balancer-attributes "$parent" --load-balancer-arn "$balancer"
    for listener in $(arns describe-listeners 'Listeners[].ListenerArn' --load-balancer-arn "$balancer"); do
      call describe-rules "{\"ListenerArn\":\"$listener\"}" --listener-arn "$listener"
    done
  done
  for group in $(arns describe-target-groups 'TargetGroups[].TargetGroupArn'); do
    parent="{\"TargetGroupArn\":\"$group\"}"
    call describe-target-health "$parent" --target-group-arn "$group"
    call describe-target-group-attributes "$parent" --target-group-arn "$group"
  done
  service=elb
  call describe-load-balancers '{}'
  service=ec2
}

collect_direct_connect() {
  service=directconnect
  call describe-direct-connect-gateways '{}'
  call describe-virtual-interfaces '{}' --query "$interfaces_without_keys"
  for gateway in $(ids describe-vpn-gateways 'VpnGateways[].VpnGatewayId') \
    $(ids describe-transit-gateways 'TransitGateways[].TransitGatewayId'); do
    call describe-direct-connect-gateway-associations "{\"associatedGatewayId\":\"$gateway\"}" \
      --associated-gateway-id "$gateway"
  done
  service=ec2
}

# Cloud WAN is of no Region: it is asked with the first one.
collect_cloud_wan() {
  [ "$region" = "${regions%% *}" ] || return 0
  service=networkmanager
  call list-attachments '{}'
  for core in $(words networkmanager list-core-networks 'CoreNetworks[].CoreNetworkId'); do
    global=$(words networkmanager list-core-networks "CoreNetworks[?CoreNetworkId==\`$core\`].GlobalNetworkId" | head -n 1)
    for segment in $(words networkmanager get-core-network 'CoreNetwork.Segments[].Name' --core-network-id "$core"); do
      for edge in $(words networkmanager get-core-network "CoreNetwork.Segments[?Name==\`$segment\`].EdgeLocations[]" --core-network-id "$core"); do
        call get-network-routes "{\"SegmentName\":\"$segment\",\"EdgeLocation\":\"$edge\"}" --global-network-id "$global" \
          --route-table-identifier "CoreNetworkSegmentEdge={CoreNetworkId=$core,SegmentName=$segment,EdgeLocation=$edge}"
      done
    done
  done
  service=ec2
}

# What owns network interfaces besides instances.
collect_owners() {
  service=lambda
  call list-functions '{}' --query "$functions_without_environment"
  service=rds
  call describe-db-instances '{}'
  call describe-db-clusters '{}'
  service=ecs
  for cluster in $(words ecs list-clusters 'clusterArns[]'); do
    # A call describes a hundred tasks at most.
    words ecs list-tasks 'taskArns[]' --cluster "$cluster" | xargs -n 100 >"$work/tasks"
    while read -r tasks <&3; do
      # shellcheck disable=SC2086
      call describe-tasks "{\"cluster\":\"$cluster\"}" --cluster "$cluster" --tasks $tasks --query "$tasks_without_environment"
    done 3<"$work/tasks"
  done
  service=eks
  for cluster in $(words eks list-clusters 'clusters[]'); do
    call describe-cluster "{\"name\":\"$cluster\"}" --name "$cluster"
  done
  service=ec2
}

collect_firewalls() {
  service=vpc-lattice
  for association in $(ids list-service-network-vpc-associations 'items[].id'); do
    call get-service-network-vpc-association "{\"ServiceNetworkVpcAssociationIdentifier\":\"$association\"}" \
      --service-network-vpc-association-identifier "$association"
  done
  service=network-firewall
  for firewall in $(arns list-firewalls 'Firewalls[].FirewallArn'); do
    call describe-firewall "{\"FirewallArn\":\"$firewall\"}" --firewall-arn "$firewall"
  done
  for policy in $(arns list-firewall-policies 'FirewallPolicies[].Arn'); do
    call describe-firewall-policy "{\"FirewallPolicyArn\":\"$policy\"}" --firewall-policy-arn "$policy"
  done
  for group in $(arns list-rule-groups 'RuleGroups[].Arn'); do
    call describe-rule-group "{\"RuleGroupArn\":\"$group\"}" --rule-group-arn "$group"
  done
  service=ec2
}

if [ -z "$regions$all_regions" ]; then
  regions=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(ask configure get region 2>/dev/null)}}
  [ -n "$regions" ] || die 'no Region is set: run `pathlight collect --region eu-west-1`, or set AWS_REGION'
fi
if [ -n "$all_regions" ]; then
  # Any Region can list the others.
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}
  regions=$(ask ec2 describe-regions --region "$region" --query 'Regions[].RegionName' --output text 2>"$work/error") ||
    die "cannot list the Regions: $(cause)"
  regions=$(printf '%s' "$regions" | tr '\t\n' '  ')
fi

account=$(ask sts get-caller-identity --region "${regions%% *}" --query Account --output text 2>"$work/error") || account=
case $account in
  '' | *[!0-9]*)
    say "the account's number is not known: $(cause)"
    account=
    ;;
esac

printf '{"pathlight":1,"calls":['
for region in $regions; do
  say "$region"
  collect_region
done
printf '\n]}\n'
say "$asked calls, $failed failed"
[ "$failed" -lt "$asked" ]
