#include "engine/pki/judgement_json.h"

#include <optional>

#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/x509/pem.h"

namespace certsweep::pki {
namespace {

void AppendKey(const x509::PublicKey& key, std::string& out) {
  base::JsonObjectWriter object(out);
  object.String("type", x509::KeyTypeName(key.type()));
  if (key.bits() > 0) object.Integer("bits", key.bits());
  if (!key.curve().empty()) object.String("curve", key.curve());
}

void AppendAltNames(const std::optional<x509::SubjectAltName>& names, base::JsonObjectWriter& leaf) {
  static const x509::SubjectAltName kNone;
  const x509::SubjectAltName& san = names ? *names : kNone;
  std::string& out = leaf.Key("dns_names");
  base::AppendJsonArray(san.dns_names, out, [&](const std::string& name) { base::AppendJsonPeerString(name, out); });
  leaf.Key("ip_addresses");
  base::AppendJsonArray(san.ip_addresses, out,
                        [&](const base::IpAddress& address) { base::AppendJsonString(address.ToString(), out); });
}

void AppendPathElement(const PathElement& element, std::string& out) {
  base::JsonObjectWriter object(out);
  object.PeerString("subject", element.certificate->subject().text());
  object.Hex("sha256", element.certificate->sha256());
  object.String("from", PathOriginName(element.origin));
}

}  // namespace

void AppendFindingJson(const Finding& finding, std::string& out) {
  base::JsonObjectWriter object(out);
  object.String("code", FindingCodeName(finding.code));
  object.String("severity", SeverityName(finding.severity));
  if (finding.depth) object.Integer("depth", *finding.depth);
  object.PeerString("message", finding.message);
  if (!finding.expected.empty()) object.PeerString("expected", finding.expected);
  if (!finding.actual.empty()) object.PeerString("actual", finding.actual);
  if (!finding.waived()) return;
  object.Boolean("waived", true);
  object.String("waiver", finding.waiver);
}

void AppendFindingsJson(const Findings& findings, std::string& out) {
  base::AppendJsonArray(findings, out, [&](const Finding& finding) { AppendFindingJson(finding, out); });
}

void AppendLeafJson(const x509::Certificate& leaf, bool include_pem, std::string& out) {
  base::JsonObjectWriter object(out);
  object.PeerString("subject", leaf.subject().text());
  object.PeerString("issuer", leaf.issuer().text());
  object.String("serial", leaf.serial_hex());
  object.String("not_before", base::FormatRfc3339(leaf.not_before()));
  object.String("not_after", base::FormatRfc3339(leaf.not_after()));
  AppendKey(leaf.public_key(), object.Key("key"));
  object.PeerString("signature", leaf.signature_algorithm().name);
  AppendAltNames(leaf.subject_alt_name(), object);
  object.Hex("sha256", leaf.sha256());
  object.Hex("spki_sha256", leaf.spki_sha256());
  object.Boolean("self_signed", leaf.is_self_signed());
  if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", leaf.der()));
}

void AppendPathJson(std::span<const PathElement> path, std::string& out) {
  base::AppendJsonArray(path, out, [&](const PathElement& element) { AppendPathElement(element, out); });
}

}  // namespace certsweep::pki
