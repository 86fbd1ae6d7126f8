#include "engine/pki/allowed_issuers.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace certsweep::pki {
namespace {

// DistinguishedName::text() is cut at 1,024 bytes: two names may look the same from there on.
constexpr size_t kMaxNameBytes = 1000;
constexpr size_t kMaxShown = 4;

// "CN=", "2.5.4.3=": as RFC 4514 writes an attribute. "sha256 Fingerprint=" is none, nor is "CN = ".
bool BeginsAsName(std::string_view text) {
  const std::string_view type = text.substr(0, text.find('='));
  if (type.empty() || type.size() == text.size()) return false;
  const bool is_oid = absl::ascii_isdigit(static_cast<unsigned char>(type.front()));
  return std::all_of(type.begin(), type.end(), [is_oid](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return is_oid ? absl::ascii_isdigit(byte) || c == '.' : absl::ascii_isalnum(byte) || c == '-';
  });
}

}  // namespace

absl::Status AllowedIssuers::Add(std::string_view text) {
  if (const std::optional<base::Sha256Digest> digest = base::Sha256FromHex(text)) {
    fingerprints_.insert(*digest);
  } else if (!BeginsAsName(text)) {
    return absl::InvalidArgumentError("is neither a SHA-256 in hex nor a name such as CN=Corp Issuing CA,O=Corp");
  } else if (text.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError("is a name too long to be told from others: give the SHA-256");
  } else {
    names_.emplace(text);
  }
  texts_.emplace_back(text);
  return absl::OkStatus();
}

bool AllowedIssuers::HasFingerprintOf(const x509::Certificate& issuer) const {
  return fingerprints_.contains(issuer.spki_sha256()) || fingerprints_.contains(issuer.sha256());
}

bool AllowedIssuers::HasNameOf(const x509::Certificate& issuer) const {
  return names_.contains(issuer.subject().text());
}

std::string AllowedIssuers::text() const {
  const size_t shown = std::min(texts_.size(), kMaxShown);
  std::string text = absl::StrJoin(texts_.begin(), texts_.begin() + shown, "; ");
  if (shown < texts_.size()) absl::StrAppend(&text, " and ", texts_.size() - shown, " more");
  return text;
}

}  // namespace certsweep::pki
