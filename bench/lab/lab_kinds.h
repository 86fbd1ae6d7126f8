// LabKind: what a simulated endpoint is like, and what a scan with default options must say of it (trusting the lab's
// root, at the time of the scan). A closed table; thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_LAB_KINDS_H_
#define CERTSWEEP_BENCH_LAB_LAB_KINDS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"

namespace certsweep::lab {

enum class LabKind : uint8_t {
  // Nothing wrong.
  kGoodEcdsa,
  kGoodRsa,
  kTls12Only,
  kTls12RsaKeyExchange,
  kByteAtATime,
  kClientCertificate,
  kClientCertificateTls12,
  // Something to warn of.
  kExpiringSoon,
  kTripleDes,
  kSha1Handshake,
  // Something wrong with the certificate, or with TLS.
  kSelfSigned,
  kFactory,
  kExpired,
  kNotYetValid,
  kRsa1024,
  kSha1,
  kWrongName,
  kNoSan,
  kMissingIntermediate,
  kUnknownRoot,
  kCaAsLeaf,
  kNotForServerAuth,
  kTls10Only,
  // No certificate comes.
  kCloses,
  kResets,
  kAlert,
  kSsh,
  kHttp,
  kSilent,
  // Nothing listens.
  kRefuses,
};

struct LabKindInfo {
  LabKind kind;
  std::string_view name;   // as in --mix and in the inventory
  double default_share;    // of the default mix, in thousandths
  std::string_view about;  // one line for people
  pki::Verdict verdict;
  int finding_count = 0;
  std::array<pki::FindingCode, 4> findings{};  // the first finding_count, ordered by name

  std::span<const pki::FindingCode> expected_findings() const {
    return {findings.data(), static_cast<size_t>(finding_count)};
  }
  // Their names joined by ';'; empty where there are none.
  std::string ExpectedFindingsText() const;
};

// Every kind, in the order of the enum.
std::span<const LabKindInfo> LabKinds();
const LabKindInfo& InfoOf(LabKind kind);
// Accepts '_' for '-'.
std::optional<LabKind> LabKindFromName(std::string_view name);
// All names, separated by ", ".
std::string LabKindNames();

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_KINDS_H_
