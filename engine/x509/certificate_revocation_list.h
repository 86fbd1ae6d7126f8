// CertificateRevocationList: one CRL (RFC 5280, 5), parsed once and then immutable. Thread-safe; shared by pointer.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_REVOCATION_LIST_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_REVOCATION_LIST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/x509/distinguished_name.h"
#include "engine/x509/extensions.h"
#include "engine/x509/public_key.h"
#include "engine/x509/signature_algorithm.h"

namespace certsweep::x509 {

inline constexpr std::string_view kRemoveFromCrl = "removeFromCRL";

struct RevokedCertificate {
  int64_t revoked_unix_seconds = 0;
  std::string reason;  // "keyCompromise", ...; empty: none was given
};

class CertificateRevocationList {
 public:
  // Parses `der`, which is copied. InvalidArgument if it is no CertificateList or one of its parts can't be read: of a
  // list that is read in part it can't be said that something is not on it. Time and memory linear in der.size().
  static absl::StatusOr<std::shared_ptr<const CertificateRevocationList>> Parse(base::Bytes der);

  const DistinguishedName& issuer() const { return issuer_; }
  int64_t this_update() const { return this_update_; }
  const std::optional<int64_t>& next_update() const { return next_update_; }
  const std::optional<std::string>& authority_key_id() const { return authority_key_id_; }  // octets
  // What of it is not supported (delta, indirect, only some reasons, an unknown critical extension); empty: nothing.
  const std::string& unsupported() const { return unsupported_; }
  // Whether a certificate of its issuer that is on it is revoked. So it is with a delta CRL too, and with one of some
  // reasons alone, though they can't say that one is good; not where an entry may mean another issuer's certificate.
  bool can_revoke() const { return can_revoke_; }
  bool is_delta() const { return is_delta_; }
  // What RFC 5280 asks for and is not there, or is not as it should be (crlNumber, ...); empty: nothing.
  const std::string& problem() const { return problem_; }
  // issuingDistributionPoint: it speaks of certificates of this kind only.
  bool only_user_certificates() const { return only_user_; }
  bool only_ca_certificates() const { return only_ca_; }
  // It is one of several, and speaks of certificates alone that name one of these distribution points.
  bool has_distribution_point() const { return has_distribution_point_; }
  const std::vector<std::string>& distribution_point_uris() const { return distribution_point_uris_; }

  // `serial`: the INTEGER's content octets, compared as a number. nullptr: not on the list.
  const RevokedCertificate* Find(base::Bytes serial) const;
  size_t size() const { return revoked_.size(); }

  // Whether `issuer_key` signed it.
  SignatureCheck CheckSignature(const PublicKey& issuer_key) const;

 private:
  friend class RevocationListParser;
  CertificateRevocationList() = default;

  std::string der_;
  base::Bytes tbs_der_, signature_;
  SignatureAlgorithm signature_algorithm_;
  DistinguishedName issuer_;
  int64_t this_update_ = 0;
  std::optional<int64_t> next_update_;
  std::optional<std::string> authority_key_id_;
  std::string unsupported_, problem_;
  bool can_revoke_ = true, is_delta_ = false;
  bool only_user_ = false, only_ca_ = false, has_distribution_point_ = false;
  std::vector<std::string> distribution_point_uris_;
  absl::flat_hash_map<std::string, RevokedCertificate> revoked_;
};

using RevocationListPtr = std::shared_ptr<const CertificateRevocationList>;

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_REVOCATION_LIST_H_
