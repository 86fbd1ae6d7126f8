#include "engine/probe/result_json.h"

#include <cstddef>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/pki/judgement_json.h"
#include "engine/x509/certificate.h"
#include "engine/x509/pem.h"

namespace certsweep::probe {
namespace {

void AppendTls(const EndpointResult& result, std::string& out) {
  base::JsonObjectWriter object(out);
  if (result.version != 0) object.String("version", tls::VersionName(result.version));
  if (result.cipher_suite != 0) object.String("cipher", tls::CipherSuiteName(result.cipher_suite));
  if (result.group != 0) object.String("group", tls::GroupName(result.group));
}

// `der`: of an element that could not be parsed.
void AppendUnparsed(const std::string& error, base::Bytes der, bool include_pem, std::string& out) {
  base::JsonObjectWriter object(out);
  object.PeerString("parse_error", error);
  if (der.empty()) return;
  object.Hex("sha256", base::Sha256(der));
  if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", der));
}

void AppendChain(const EndpointResult& result, bool include_pem, std::string& out) {
  size_t unparsed = 0;
  base::AppendJsonArray(result.chain, out, [&](const pki::SentCertificate& sent) {
    if (sent.certificate == nullptr) {
      const bool known = unparsed < result.unparsed_der.size();
      const base::Bytes der = known ? base::AsBytes(result.unparsed_der[unparsed++]) : base::Bytes();
      return AppendUnparsed(sent.parse_error, der, include_pem, out);
    }
    base::JsonObjectWriter object(out);
    object.PeerString("subject", sent.certificate->subject().text());
    object.Hex("sha256", sent.certificate->sha256());
    if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", sent.certificate->der()));
  });
}

void AppendTiming(const Timing& timing, std::string& out) {
  base::JsonObjectWriter object(out);
  if (timing.connect_us) object.Integer("connect_us", *timing.connect_us);
  if (timing.handshake_us) object.Integer("handshake_us", *timing.handshake_us);
}

void AppendColumns(const std::vector<std::pair<std::string, std::string>>& columns, std::string& out) {
  out += '{';
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    base::AppendJsonString(columns[i].first, out);
    out += ':';
    base::AppendJsonString(columns[i].second, out);
  }
  out += '}';
}

// target, host, ... attempts: which endpoint it is, and when.
void AppendEndpoint(const EndpointResult& result, base::JsonObjectWriter& line) {
  const Endpoint& endpoint = result.endpoint;
  line.String("target", endpoint.Target());
  line.String("host", endpoint.host);
  if (endpoint.address) line.String("address", endpoint.address->ToString());
  line.Integer("port", endpoint.port);
  if (!result.server_name.empty()) line.String("server_name", result.server_name);
  std::string& out = line.Key("identities");
  base::AppendJsonArray(endpoint.identities, out,
                        [&](const std::string& identity) { base::AppendJsonString(identity, out); });
  line.String("time", base::FormatRfc3339(result.time_unix_seconds));
  line.Integer("attempts", result.attempts);
}

// verdict ... findings: what is said of it.
void AppendVerdict(const EndpointResult& result, base::JsonObjectWriter& line) {
  line.String("verdict", pki::VerdictName(result.verdict));
  line.Boolean("mendable", result.mendable);
  if (result.queued) line.Boolean("queued", *result.queued);
  if (result.reached_by_other_family) line.Boolean("judged_by_other_family", true);
  if (result.certificate_seen) line.Boolean("proof_of_possession", result.proof_of_possession);
  std::string& out = line.Key("findings");
  base::AppendJsonArray(result.findings, out,
                        [&](const pki::Finding& finding) { pki::AppendFindingJson(finding, out); });
}

// tls ... timing: what was seen of it.
void AppendSeen(const EndpointResult& result, bool include_pem, base::JsonObjectWriter& line) {
  if (result.tls_seen) AppendTls(result, line.Key("tls"));
  if (!result.chain.empty()) {
    const x509::CertificatePtr& leaf = result.chain.front().certificate;
    if (leaf != nullptr) pki::AppendLeafJson(*leaf, include_pem, line.Key("leaf"));
    AppendChain(result, include_pem, line.Key("chain"));
  }
  if (!result.path.empty()) {
    pki::AppendPathJson(result.path, line.Key("path"));
  }
  if (result.timing.connect_us || result.timing.handshake_us) AppendTiming(result.timing, line.Key("timing"));
}

}  // namespace

void AppendResultJson(const EndpointResult& result, const ResultJsonOptions& options, std::string& out) {
  {
    base::JsonObjectWriter line(out);
    AppendEndpoint(result, line);
    AppendVerdict(result, line);
    AppendSeen(result, options.include_pem, line);
    if (!result.endpoint.columns.empty()) AppendColumns(result.endpoint.columns, line.Key("columns"));
  }
  out += '\n';
}

}  // namespace certsweep::probe
