// AdcsConversation: one visit to Microsoft's web enrolment, without any I/O: it says which request is next, is given
// what came, and ends in an answer.
//
//   submit: POST certfnsh.asp -> (pending, denied: done) -> as poll
//   poll:   GET certnew.cer?ReqID=N -> (not yet, denied: done) -> GET certcarc.asp -> GET certnew.p7b?ReqID=CACert
//
// Once the request's number is known it is never lost: whatever fails after that ends in Pending.
// Not thread-safe.
#ifndef CERTSWEEP_REPLACER_ISSUER_ADCS_PROTOCOL_H_
#define CERTSWEEP_REPLACER_ISSUER_ADCS_PROTOCOL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/x509/certificate.h"
#include "replacer/issuer/https_transport.h"
#include "replacer/issuer/issuer.h"

namespace certsweep::replacer {

class AdcsConversation {
 public:
  // `url`: as ParseHttpsUrl gives it, ends in /certsrv.
  static AdcsConversation Submit(std::string url, std::string template_name, const CertificateOrder& order);
  // `request_id`: decimal digits.
  static AdcsConversation Poll(std::string url, std::string request_id, const CertificateOrder& order);

  bool done() const { return answer_.has_value(); }
  // REQUIRES: !done().
  HttpsRequest NextRequest() const;
  // What came of the last request.
  void Take(const absl::StatusOr<HttpsResponse>& response);
  // REQUIRES: done(). Errors are those of Issuer.
  const absl::StatusOr<IssuerAnswer>& answer() const { return *answer_; }

 private:
  enum class Step {
    kSubmit,
    kCertificate,  // certnew.cer
    kRenewals,     // how many certificates the CA has had
    kChain,        // certnew.p7b: the path above one of them, as PKCS#7
  };

  AdcsConversation(Step step, std::string url, const CertificateOrder& order);

  void TakeSubmitted(const HttpsResponse& response);
  void TakeCertificate(const HttpsResponse& response);
  void TakeNoCertificate(const std::string& body);
  void TakeRenewals(const HttpsResponse& response);
  void TakeChain(const HttpsResponse& response);
  void TakeFailure(const absl::Status& problem);
  void FinishIssued();
  bool HasIssuerOf(const x509::Certificate& leaf) const;
  void Finish(absl::StatusOr<IssuerAnswer> answer) { answer_ = std::move(answer); }

  Step step_;
  bool submitted_ = false;  // in this conversation
  std::string url_;
  std::string template_name_;
  std::string csr_pem_;
  base::Sha256Digest spki_sha256_;
  std::string request_id_;
  int renewal_ = 0;
  int chains_asked_for_ = 0;
  std::vector<x509::CertificatePtr> certificates_;
  std::optional<absl::StatusOr<IssuerAnswer>> answer_;
};

// What a certificate template may be called in a request: nothing that would end the attribute. InvalidArgument.
absl::Status CheckAdcsTemplate(const std::string& name);
// Whether `id` is a request's number.
bool IsAdcsRequestId(const std::string& id);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ADCS_PROTOCOL_H_
