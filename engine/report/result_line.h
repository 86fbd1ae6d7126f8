// ResultLine: a result as its JSON line tells it (DESIGN, "One JSON line an endpoint"): what reports, differences and
// screens are made of, whether the line comes out of the record or a scan has just written it. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_RESULT_LINE_H_
#define CERTSWEEP_ENGINE_REPORT_RESULT_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"

namespace certsweep::report {

// A finding; of a newer certsweep perhaps, with a code that this one does not know.
struct FindingLine {
  std::string code = {};
  pki::Severity severity = pki::Severity::kInfo;
  std::optional<int> depth = {};
  std::string message = {}, expected = {}, actual = {};
  bool waived = false;
  std::string waiver = {};  // the reason
};

struct LeafLine {
  std::string subject, issuer, serial;
  int64_t not_before = 0, not_after = 0;  // seconds since the epoch
  std::string key_type, curve;            // "RSA"; "P-256"
  int key_bits = 0;                       // 0: not told
  std::string signature;
  std::vector<std::string> dns_names, ip_addresses;
  std::string sha256, spki_sha256;  // hex
  bool self_signed = false;

  // "RSA 2048", "EC P-256", "Ed25519".
  std::string KeyText() const;
};

// An element of `chain` or `path`.
struct CertificateLine {
  std::string subject, sha256;  // sha256 in hex
  std::string from;             // of the path: "sent", "intermediates", "anchor"
  std::string parse_error;      // of what could not be read: then it has no subject
};

struct ResultLine {
  std::string target, host, address;  // address: empty where the name did not resolve
  uint16_t port = 0;
  std::string server_name;  // empty: none was sent
  std::vector<std::string> identities;
  int64_t time = 0;  // seconds since the epoch
  int attempts = 0;
  pki::Verdict verdict = pki::Verdict::kNotJudged;
  bool mendable = false;
  bool judged_by_other_family = false;  // not judged for want of a route, but the host was by its other address family
  std::optional<bool> queued, proof_of_possession;
  std::vector<FindingLine> findings;
  std::string tls_version, cipher, group;  // empty: not seen
  std::optional<LeafLine> leaf;
  std::vector<CertificateLine> chain;  // as sent, leaf first
  std::vector<CertificateLine> path;   // as verified
  std::optional<int64_t> connect_us, handshake_us;
  std::vector<std::pair<std::string, std::string>> columns;  // the user's own

  // Compliant, but not without a waiver.
  bool IsCompliantByWaiver() const;
  // The value of the user's column; empty where there is none.
  std::string_view Column(std::string_view name) const;
};

// Reads a line, with or without its line end. What is absent keeps its default; unknown members are left out.
// InvalidArgument that says which member: no JSON, or `target`, `host`, `port`, `time` or `verdict` missing, or any of
// them of a wrong type.
absl::StatusOr<ResultLine> ParseResultLine(std::string_view line);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RESULT_LINE_H_
