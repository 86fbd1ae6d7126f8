// Issuer: the CA side of a replacement. A CSR goes in; a certificate, the word that somebody has to approve it first,
// or a refusal comes out. Five kinds stand behind this one interface (make_issuer.h). Thread-safe: jobs of several
// threads share one issuer. Every call blocks, and ends by a deadline of its own.
#ifndef CERTSWEEP_REPLACER_ISSUER_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_ISSUER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"

namespace certsweep::replacer {

// What is asked for. The identities are those in the CSR; an issuer does not add to them.
struct CertificateOrder {
  std::string name;  // of the job, file-name-safe ("sps01.corp-4343"), unique per job
  std::string csr_pem;
  base::Sha256Digest spki_sha256{};     // of the key in the CSR
  std::vector<std::string> identities;  // DNS names and addresses
  std::string folder;                   // the job's own (0700), absolute; for files that a command needs
  // For {host} {fqdn} {ip} {short} in commands; empty where the job has none.
  std::string host, fqdn, ip, short_name;
};

// A certificate for the order's key came. Nothing else about it has been checked.
struct Issued {
  std::vector<std::string> certificates_der;  // the order's first; the rest, once each, as it came
  std::string request_id;                     // empty where the CA has none
};

// It may come later: Poll with `request_id`.
struct Pending {
  std::string request_id;  // never empty
  std::string detail;      // for people: one line
  std::optional<int64_t> retry_after_s = std::nullopt;
};

// The CA said no. Asking the same again is of no use.
struct Denied {
  std::string request_id;  // empty where the CA gave none
  std::string reason;      // the CA's words: one line
};

using IssuerAnswer = std::variant<Issued, Pending, Denied>;

// An error is never a denial, and says nothing of whether a certificate was made:
//   Unavailable         the CA could not be asked, or is in trouble (network, deadline, 5xx): try again later, the job
//                       keeps its state
//   Unauthenticated, PermissionDenied
//                       the CA does not take our credentials; the message says what to look at
//   InvalidArgument     the order can't be given to this issuer (a name that is no name)
//   FailedPrecondition, NotFound, AlreadyExists, ResourceExhausted ...
//                       what is set up here or there does not do: a file is missing, the CA's answer is none
class Issuer {
 public:
  virtual ~Issuer() = default;

  // Asks for a certificate. To be called once an order as far as possible: some CAs make a new one at each call.
  virtual absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) = 0;

  // Asks what became of an order that was pending. `request_id`: from Pending.
  virtual absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) = 0;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ISSUER_H_
