// The engine's kinds of resources in people's words, as AWS's console writes them.
import type { Language } from './engine-types';

const kinds: Record<string, { en: string; ja: string }> = {
  instance: { en: 'Instance', ja: 'インスタンス' },
  'network-interface': { en: 'Network interface', ja: 'ネットワークインターフェイス' },
  'security-group': { en: 'Security group', ja: 'セキュリティグループ' },
  'network-acl': { en: 'Network ACL', ja: 'ネットワーク ACL' },
  subnet: { en: 'Subnet', ja: 'サブネット' },
  vpc: { en: 'VPC', ja: 'VPC' },
  'route-table': { en: 'Route table', ja: 'ルートテーブル' },
  'internet-gateway': { en: 'Internet gateway', ja: 'インターネットゲートウェイ' },
  'egress-only-internet-gateway': { en: 'Egress-only internet gateway', ja: 'Egress-Only インターネットゲートウェイ' },
  'nat-gateway': { en: 'NAT gateway', ja: 'NAT ゲートウェイ' },
  'vpn-gateway': { en: 'Virtual private gateway', ja: '仮想プライベートゲートウェイ' },
  'customer-gateway': { en: 'Customer gateway', ja: 'カスタマーゲートウェイ' },
  'vpn-connection': { en: 'VPN connection', ja: 'VPN 接続' },
  'direct-connect-gateway': { en: 'Direct Connect gateway', ja: 'Direct Connect ゲートウェイ' },
  'virtual-interface': { en: 'Virtual interface', ja: '仮想インターフェイス' },
  'transit-gateway': { en: 'Transit gateway', ja: 'トランジットゲートウェイ' },
  'transit-gateway-attachment': { en: 'Transit gateway attachment', ja: 'トランジットゲートウェイアタッチメント' },
  'transit-gateway-route-table': { en: 'Transit gateway route table', ja: 'トランジットゲートウェイルートテーブル' },
  'vpc-peering-connection': { en: 'VPC peering', ja: 'VPC ピアリング' },
  'vpc-endpoint': { en: 'VPC endpoint', ja: 'VPC エンドポイント' },
  'load-balancer': { en: 'Load balancer', ja: 'ロードバランサー' },
  listener: { en: 'Listener', ja: 'リスナー' },
  'target-group': { en: 'Target group', ja: 'ターゲットグループ' },
  firewall: { en: 'Network firewall', ja: 'Network Firewall' },
  'firewall-policy': { en: 'Firewall policy', ja: 'ファイアウォールポリシー' },
  'firewall-rule-group': { en: 'Firewall rule group', ja: 'ファイアウォールルールグループ' },
  'vpc-endpoint-service': { en: 'Endpoint service', ja: 'エンドポイントサービス' },
  'service-network-association': { en: 'Service network association', ja: 'サービスネットワークの関連付け' },
  'prefix-list': { en: 'Prefix list', ja: 'プレフィックスリスト' },
  'aws-service': { en: 'AWS service', ja: 'AWS サービス' },
  account: { en: 'Account', ja: 'アカウント' },
  internet: { en: 'Internet', ja: 'インターネット' },
  'on-premises': { en: 'On-premises', ja: 'オンプレミス' },
  other: { en: 'Other', ja: 'その他' },
};

/** The kind in words; a kind that has none yet, as the engine writes it. */
export function kindName(kind: string, language: Language): string {
  return kinds[kind]?.[language] ?? kind;
}
