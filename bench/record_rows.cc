#include "bench/record_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/rfc3339.h"

namespace certsweep::bench {
namespace {

constexpr int64_t kDay = 86400;
constexpr size_t kCertificateBytes = 800;

// As little compressible as a certificate's key and signature.
estate::StoredCertificate MakeCertificate(uint64_t seed) {
  estate::StoredCertificate certificate;
  // SplitMix64: a random number for any counter, without a state that has to be made first.
  for (uint64_t i = seed << 32; certificate.der.size() < kCertificateBytes; ++i) {
    uint64_t word = i * 0x9e3779b97f4a7c15;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    for (int shift = 0; shift < 64; shift += 8) certificate.der += static_cast<char>(word >> shift);
  }
  certificate.sha256 = base::Sha256(base::AsBytes(certificate.der));
  certificate.spki_sha256 = base::Sha256(certificate.sha256);
  return certificate;
}

std::string Expired(int64_t end, int64_t now) {
  const std::string text = base::FormatRfc3339(end);
  return absl::StrCat(R"({"code":"expired","severity":"fail","depth":0,"message":"expired at )", text, ", ",
                      (now - end) / kDay, R"( days ago","expected":")", base::FormatRfc3339(now), R"(","actual":")",
                      text, R"("})");
}

std::string Beginning(const estate::ResultRow& row) {
  return absl::StrCat(R"({"target":")", row.host, ":", row.port, R"(","host":")", row.host, R"(","address":")",
                      row.address, R"(","port":)", row.port, R"(,"server_name":")", row.host, R"(","identities":[")",
                      row.host, R"("],"time":")", base::FormatRfc3339(row.time_unix_seconds), R"(","attempts":1,)");
}

std::string UnreachableLine(const estate::ResultRow& row) {
  return absl::StrCat(Beginning(row), R"("verdict":"unreachable","mendable":false,"queued":false,"findings":[{)",
                      R"("code":"connect_timeout","severity":"fail","message":"no answer within 5 s"}],)",
                      R"("columns":{"site":"leeds","owner":"facilities"}})");
}

std::string ReachableLine(const estate::ResultRow& row, const std::string& verdict, const std::string& findings) {
  const std::string leaf = base::HexEncode(row.chain[0].sha256);
  const std::string issuer = base::HexEncode(row.chain[1].sha256);
  const std::string root = base::HexEncode(row.chain[1].spki_sha256);
  const std::string subject = absl::StrCat(R"({"subject":"CN=)", row.host, R"(,O=Example","sha256":")", leaf);
  const std::string ca = absl::StrCat(R"({"subject":"CN=Example Issuing CA,O=Example","sha256":")", issuer);
  return absl::StrCat(
      Beginning(row), R"("verdict":")", verdict, R"(","mendable":)", row.mendable ? "true" : "false", R"(,"queued":)",
      row.queued ? "true" : "false", R"(,"proof_of_possession":true,"findings":[)", findings,
      R"(],"tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","group":"X25519"},"leaf":{"subject":"CN=)",
      row.host, R"(,O=Example","issuer":"CN=Example Issuing CA,O=Example","serial":")", leaf.substr(0, 16),
      R"(","not_before":"2025-10-26T09:36:32Z","not_after":"2027-10-26T09:36:32Z","key":{"type":"RSA","bits":2048},)",
      R"("signature":"ecdsa-with-SHA256","dns_names":[")", row.host, R"("],"ip_addresses":[")", row.address,
      R"("],"sha256":")", leaf, R"(","spki_sha256":")", base::HexEncode(row.chain[0].spki_sha256),
      R"(","self_signed":false},"chain":[)", subject, R"("},)", ca, R"("}],"path":[)", subject, R"(","from":"sent"},)",
      ca, R"(","from":"sent"},{"subject":"CN=Example Root CA,O=Example","sha256":")", root,
      R"(","from":"anchor"}],"timing":{"connect_us":)", 200 + row.time_unix_seconds % 900, R"(,"handshake_us":)",
      2000 + row.time_unix_seconds % 7000, R"(},"columns":{"site":"leeds","owner":"facilities"}})");
}

}  // namespace

estate::ResultRow MakeRecordRow(int endpoint, const RecordState& state, int64_t unix_seconds) {
  estate::ResultRow row;
  row.host = absl::StrFormat("sps-%05d.corp.example", endpoint);
  row.address = absl::StrCat("10.", endpoint >> 16, ".", endpoint >> 8 & 255, ".", endpoint & 255);
  row.port = 4343;
  row.time_unix_seconds = unix_seconds;
  row.identities = {row.host};
  if (!state.reachable) {
    row.verdict = pki::Verdict::kUnreachable;
    row.codes = "connect_timeout";
    row.json = UnreachableLine(row);
    return row;
  }
  const bool expired = endpoint % 10 == 0;
  row.verdict = expired ? pki::Verdict::kNoncompliant : pki::Verdict::kCompliant;
  row.mendable = row.queued = expired;
  row.codes = expired ? "expired" : "";
  static const estate::StoredCertificate kIssuer = MakeCertificate(0);
  row.chain = {MakeCertificate(static_cast<uint64_t>(endpoint) * 1000 + static_cast<uint64_t>(state.certificate) + 1),
               kIssuer};
  const int64_t end = int64_t{1'700'000'000} + endpoint;
  row.json = ReachableLine(row, expired ? "noncompliant" : "compliant", expired ? Expired(end, unix_seconds) : "");
  return row;
}

}  // namespace certsweep::bench
