#include "engine/probe/result_json.h"

#include <charconv>
#include <cstddef>
#include <iterator>
#include <limits>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/pki/chain_verifier.h"
#include "engine/x509/certificate.h"
#include "engine/x509/pem.h"

namespace certsweep::probe {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

bool IsPlain(unsigned char byte) { return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\'; }

void AppendEscapedAscii(unsigned char byte, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
    case '\\':
      out += '\\';
      out += static_cast<char>(byte);
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

// How many bytes the character at the beginning of `text` has; 0 if it is not UTF-8.
size_t CharacterLength(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return length <= text.size() && base::IsValidUtf8(text.substr(0, length)) ? length : 0;
}

// The string in quotes. What is not UTF-8 becomes U+FFFD.
void AppendString(std::string_view text, std::string& out) {
  out += '"';
  size_t i = 0;
  while (i < text.size()) {
    size_t end = i;
    while (end < text.size() && IsPlain(static_cast<unsigned char>(text[end]))) ++end;
    out += text.substr(i, end - i);
    if ((i = end) == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      AppendEscapedAscii(byte, out);
      ++i;
      continue;
    }
    const size_t length = CharacterLength(text.substr(i));
    out += length == 0 ? kReplacementCharacter : text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  out += '"';
}

// Text that a peer chose: made visible, so that a terminal that shows the line comes to no harm. Never cut.
void AppendPeerString(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (!IsPlain(static_cast<unsigned char>(c))) {
      return AppendString(base::DisplayText(text, std::numeric_limits<size_t>::max()), out);
    }
  }
  out += '"';
  out += text;
  out += '"';
}

void AppendInteger(int64_t value, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendHex(base::Bytes bytes, std::string& out) {
  out += '"';
  out += base::HexEncode(bytes);
  out += '"';
}

// Appends members to an object that the destructor closes. Keys are our own: plain ASCII.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ~ObjectWriter() { out_ += '}'; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;

  // The key; the caller appends the value to the result.
  std::string& Key(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += key;
    out_ += "\":";
    return out_;
  }
  void String(std::string_view key, std::string_view text) { AppendString(text, Key(key)); }
  void PeerString(std::string_view key, std::string_view text) { AppendPeerString(text, Key(key)); }
  void Integer(std::string_view key, int64_t value) { AppendInteger(value, Key(key)); }
  void Boolean(std::string_view key, bool value) { Key(key) += value ? "true" : "false"; }
  void Hex(std::string_view key, base::Bytes bytes) { AppendHex(bytes, Key(key)); }

 private:
  std::string& out_;
  bool first_ = true;
};

// `append(element)` appends one element's JSON.
template <typename Range, typename Append>
void AppendArray(const Range& range, std::string& out, Append append) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    append(element);
  }
  out += ']';
}

void AppendFinding(const pki::Finding& finding, std::string& out) {
  ObjectWriter object(out);
  object.String("code", pki::FindingCodeName(finding.code));
  object.String("severity", pki::SeverityName(finding.severity));
  if (finding.depth) object.Integer("depth", *finding.depth);
  object.PeerString("message", finding.message);
  if (!finding.expected.empty()) object.PeerString("expected", finding.expected);
  if (!finding.actual.empty()) object.PeerString("actual", finding.actual);
}

void AppendTls(const EndpointResult& result, std::string& out) {
  ObjectWriter object(out);
  if (result.version != 0) object.String("version", tls::VersionName(result.version));
  if (result.cipher_suite != 0) object.String("cipher", tls::CipherSuiteName(result.cipher_suite));
  if (result.group != 0) object.String("group", tls::GroupName(result.group));
}

void AppendKey(const x509::PublicKey& key, std::string& out) {
  ObjectWriter object(out);
  object.String("type", x509::KeyTypeName(key.type()));
  if (key.bits() > 0) object.Integer("bits", key.bits());
  if (!key.curve().empty()) object.String("curve", key.curve());
}

void AppendAltNames(const std::optional<x509::SubjectAltName>& names, ObjectWriter& leaf) {
  static const x509::SubjectAltName kNone;
  const x509::SubjectAltName& san = names ? *names : kNone;
  std::string& out = leaf.Key("dns_names");
  AppendArray(san.dns_names, out, [&](const std::string& name) { AppendPeerString(name, out); });
  leaf.Key("ip_addresses");
  AppendArray(san.ip_addresses, out, [&](const base::IpAddress& address) { AppendString(address.ToString(), out); });
}

void AppendLeaf(const x509::Certificate& leaf, bool include_pem, std::string& out) {
  ObjectWriter object(out);
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

// `der`: of an element that could not be parsed.
void AppendUnparsed(const std::string& error, base::Bytes der, bool include_pem, std::string& out) {
  ObjectWriter object(out);
  object.PeerString("parse_error", error);
  if (der.empty()) return;
  object.Hex("sha256", base::Sha256(der));
  if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", der));
}

void AppendChain(const EndpointResult& result, bool include_pem, std::string& out) {
  size_t unparsed = 0;
  AppendArray(result.chain, out, [&](const pki::SentCertificate& sent) {
    if (sent.certificate == nullptr) {
      const bool known = unparsed < result.unparsed_der.size();
      const base::Bytes der = known ? base::AsBytes(result.unparsed_der[unparsed++]) : base::Bytes();
      return AppendUnparsed(sent.parse_error, der, include_pem, out);
    }
    ObjectWriter object(out);
    object.PeerString("subject", sent.certificate->subject().text());
    object.Hex("sha256", sent.certificate->sha256());
    if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", sent.certificate->der()));
  });
}

void AppendPathElement(const pki::PathElement& element, std::string& out) {
  ObjectWriter object(out);
  object.PeerString("subject", element.certificate->subject().text());
  object.Hex("sha256", element.certificate->sha256());
  object.String("from", pki::PathOriginName(element.origin));
}

void AppendTiming(const Timing& timing, std::string& out) {
  ObjectWriter object(out);
  if (timing.connect_us) object.Integer("connect_us", *timing.connect_us);
  if (timing.handshake_us) object.Integer("handshake_us", *timing.handshake_us);
}

void AppendColumns(const std::vector<std::pair<std::string, std::string>>& columns, std::string& out) {
  out += '{';
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    AppendString(columns[i].first, out);
    out += ':';
    AppendString(columns[i].second, out);
  }
  out += '}';
}

// target, host, ... attempts: which endpoint it is, and when.
void AppendEndpoint(const EndpointResult& result, ObjectWriter& line) {
  const Endpoint& endpoint = result.endpoint;
  line.String("target", endpoint.Target());
  line.String("host", endpoint.host);
  if (endpoint.address) line.String("address", endpoint.address->ToString());
  line.Integer("port", endpoint.port);
  if (!result.server_name.empty()) line.String("server_name", result.server_name);
  std::string& out = line.Key("identities");
  AppendArray(endpoint.identities, out, [&](const std::string& identity) { AppendString(identity, out); });
  line.String("time", base::FormatRfc3339(result.time_unix_seconds));
  line.Integer("attempts", result.attempts);
}

// verdict ... findings: what is said of it.
void AppendVerdict(const EndpointResult& result, ObjectWriter& line) {
  line.String("verdict", pki::VerdictName(result.verdict));
  line.Boolean("mendable", result.mendable);
  if (result.queued) line.Boolean("queued", *result.queued);
  if (result.certificate_seen) line.Boolean("proof_of_possession", result.proof_of_possession);
  std::string& out = line.Key("findings");
  AppendArray(result.findings, out, [&](const pki::Finding& finding) { AppendFinding(finding, out); });
}

// tls ... timing: what was seen of it.
void AppendSeen(const EndpointResult& result, bool include_pem, ObjectWriter& line) {
  if (result.tls_seen) AppendTls(result, line.Key("tls"));
  if (!result.chain.empty()) {
    const x509::CertificatePtr& leaf = result.chain.front().certificate;
    if (leaf != nullptr) AppendLeaf(*leaf, include_pem, line.Key("leaf"));
    AppendChain(result, include_pem, line.Key("chain"));
  }
  if (!result.path.empty()) {
    std::string& out = line.Key("path");
    AppendArray(result.path, out, [&](const pki::PathElement& element) { AppendPathElement(element, out); });
  }
  if (result.timing.connect_us || result.timing.handshake_us) AppendTiming(result.timing, line.Key("timing"));
}

}  // namespace

void AppendResultJson(const EndpointResult& result, const ResultJsonOptions& options, std::string& out) {
  {
    ObjectWriter line(out);
    AppendEndpoint(result, line);
    AppendVerdict(result, line);
    AppendSeen(result, options.include_pem, line);
    if (!result.endpoint.columns.empty()) AppendColumns(result.endpoint.columns, line.Key("columns"));
  }
  out += '\n';
}

}  // namespace certsweep::probe
