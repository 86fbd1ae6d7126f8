#include "bench/lab/lab_kinds.h"

#include <algorithm>

namespace certsweep::lab {

namespace {

using pki::FindingCode;
using pki::Verdict;

template <class... Codes>
constexpr LabKindInfo Row(LabKind kind, std::string_view name, double share, std::string_view about, Verdict verdict,
                          Codes... codes) {
  return {kind, name, share, about, verdict, static_cast<int>(sizeof...(codes)), {codes...}};
}

constexpr std::array kKinds = {
    Row(LabKind::kGoodEcdsa, "good-ecdsa", 400, "TLS 1.3, ECDSA P-256 leaf, complete chain", Verdict::kCompliant),
    Row(LabKind::kGoodRsa, "good-rsa", 200, "TLS 1.3, RSA 2048 leaf, complete chain", Verdict::kCompliant),
    Row(LabKind::kTls12Only, "tls12-only", 60, "nothing newer than TLS 1.2", Verdict::kCompliant),
    Row(LabKind::kTls12RsaKeyExchange, "tls12-rsa-key-exchange", 10, "TLS 1.2 with RSA key exchange",
        Verdict::kCompliant),
    Row(LabKind::kByteAtATime, "byte-at-a-time", 5, "good, but sends one byte a millisecond", Verdict::kCompliant),
    Row(LabKind::kClientCertificate, "client-certificate", 15, "requires a client certificate (TLS 1.3)",
        Verdict::kCompliant, FindingCode::kClientCertificateRequested),
    Row(LabKind::kClientCertificateTls12, "client-certificate-tls12", 10, "requires a client certificate (TLS 1.2)",
        Verdict::kCompliant, FindingCode::kClientCertificateRequested, FindingCode::kTlsAlert),
    Row(LabKind::kExpiringSoon, "expiring-soon", 30, "ten days left", Verdict::kCompliant, FindingCode::kExpiringSoon),
    Row(LabKind::kTripleDes, "triple-des", 4, "TLS 1.2 with 3DES only", Verdict::kCompliant, FindingCode::kWeakCipher),
    Row(LabKind::kSha1Handshake, "sha1-handshake", 2, "TLS 1.2, its handshake signed with SHA-1", Verdict::kCompliant,
        FindingCode::kWeakCipher),
    Row(LabKind::kSelfSigned, "self-signed", 60, "self-signed RSA 2048, right names", Verdict::kNoncompliant,
        FindingCode::kSelfSigned),
    Row(LabKind::kFactory, "factory", 40, "as shipped: self-signed, RSA 1024, SHA-1, no names, one key for all",
        Verdict::kNoncompliant, FindingCode::kNoSubjectAltName, FindingCode::kSelfSigned, FindingCode::kWeakKey,
        FindingCode::kWeakSignature),
    Row(LabKind::kExpired, "expired", 30, "expired a week ago", Verdict::kNoncompliant, FindingCode::kExpired),
    Row(LabKind::kNotYetValid, "not-yet-valid", 5, "valid from next week", Verdict::kNoncompliant,
        FindingCode::kNotYetValid),
    Row(LabKind::kRsa1024, "rsa-1024", 10, "RSA 1024 leaf from the CA", Verdict::kNoncompliant, FindingCode::kWeakKey),
    Row(LabKind::kSha1, "sha1", 15, "leaf signed with SHA-1", Verdict::kNoncompliant, FindingCode::kWeakSignature),
    Row(LabKind::kWrongName, "wrong-name", 20, "certificate of another host", Verdict::kNoncompliant,
        FindingCode::kNameMismatch),
    Row(LabKind::kNoSan, "no-san", 15, "common name only", Verdict::kNoncompliant, FindingCode::kNoSubjectAltName),
    Row(LabKind::kMissingIntermediate, "missing-intermediate", 15, "sends its leaf alone", Verdict::kNoncompliant,
        FindingCode::kIncompleteChain),
    Row(LabKind::kUnknownRoot, "unknown-root", 10, "chain to a root that nobody trusts, root sent",
        Verdict::kNoncompliant, FindingCode::kUntrustedRoot),
    Row(LabKind::kCaAsLeaf, "ca-as-leaf", 3, "serves a CA certificate", Verdict::kNoncompliant,
        FindingCode::kCaCertificateAsLeaf),
    Row(LabKind::kNotForServerAuth, "not-for-server-auth", 3, "certificate for clients only", Verdict::kNoncompliant,
        FindingCode::kNotForServerAuth),
    Row(LabKind::kTls10Only, "tls10-only", 10, "nothing newer than TLS 1.0", Verdict::kNoncompliant,
        FindingCode::kWeakProtocol),
    Row(LabKind::kCloses, "closes", 5, "closes the connection after ClientHello", Verdict::kNoTls,
        FindingCode::kConnectionClosed),
    Row(LabKind::kResets, "resets", 5, "resets the connection after ClientHello", Verdict::kNoTls,
        FindingCode::kConnectionReset),
    Row(LabKind::kAlert, "alert", 3, "answers every ClientHello with a fatal alert", Verdict::kNoTls,
        FindingCode::kTlsAlert),
    Row(LabKind::kSsh, "ssh", 3, "speaks SSH", Verdict::kNoTls, FindingCode::kNotTls),
    Row(LabKind::kHttp, "http", 4, "speaks plain HTTP", Verdict::kNoTls, FindingCode::kNotTls),
    Row(LabKind::kSilent, "silent", 3, "accepts, never answers", Verdict::kNoTls, FindingCode::kHandshakeTimeout),
    Row(LabKind::kRefuses, "refuses", 5, "nothing listens", Verdict::kUnreachable, FindingCode::kConnectionRefused),
};

consteval bool InOrderOfTheEnum() {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<size_t>(kKinds[i].kind) != i) return false;
  }
  return kKinds.back().kind == LabKind::kRefuses;
}
static_assert(InOrderOfTheEnum());

}  // namespace

std::string LabKindInfo::ExpectedFindingsText() const {
  std::string text;
  for (const FindingCode code : expected_findings()) {
    if (!text.empty()) text += ';';
    text += pki::FindingCodeName(code);
  }
  return text;
}

std::span<const LabKindInfo> LabKinds() { return kKinds; }

const LabKindInfo& InfoOf(LabKind kind) { return kKinds[static_cast<size_t>(kind)]; }

std::optional<LabKind> LabKindFromName(std::string_view name) {
  std::string wanted(name);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  for (const LabKindInfo& info : kKinds) {
    if (info.name == wanted) return info.kind;
  }
  return std::nullopt;
}

std::string LabKindNames() {
  std::string names;
  for (const LabKindInfo& info : kKinds) {
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

}  // namespace certsweep::lab
