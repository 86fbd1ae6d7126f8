#include "replacer/issuer/adcs_protocol.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/issuer/adcs_pages.h"
#include "replacer/issuer/certificate_answer.h"
#include "replacer/issuer/http_problem.h"
#include "replacer/issuer/https_url.h"

namespace certsweep::replacer {
namespace {

// A certificate that waited for its approval may be of the CA's key before the last.
constexpr int kMaxChains = 4;
constexpr size_t kMaxTemplateName = 128;

// The form that the browser's own "submit a request by using a base-64-encoded file" sends.
std::string SubmitForm(std::string_view csr_pem, std::string_view template_name) {
  std::string attributes("CertificateTemplate:");
  attributes.append(template_name).append("\r\n");
  return absl::StrCat("Mode=newreq&CertRequest=", PercentEncode(csr_pem), "&CertAttrib=", PercentEncode(attributes),
                      "&FriendlyType=", PercentEncode("Saved-Request Certificate"), "&TargetStoreFlags=0&SaveCert=yes");
}

// What Extended Protection needs is no fault of the user's, and can't be told from a wrong password by what comes.
absl::Status WithAdviceOn401(const absl::Status& problem) {
  if (problem.code() != absl::StatusCode::kUnauthenticated) return problem;
  return absl::UnauthenticatedError(absl::StrCat(
      problem.message(),
      ". Either user name, password or auth do not fit, or IIS requires Extended Protection (channel binding), which "
      "this client can't give: then use kind = \"command\" with certreq on a Windows host, or kind = \"folder\""));
}

}  // namespace

absl::Status CheckAdcsTemplate(const std::string& name) {
  const bool plain =
      std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f || c == ':'; });
  if (!name.empty() && name.size() <= kMaxTemplateName && plain) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("template: \"", base::DisplayText(name), "\" is no name of a certificate template"));
}

bool IsAdcsRequestId(const std::string& id) {
  return !id.empty() && id.size() <= 10 && id.find_first_not_of("0123456789") == std::string::npos;
}

AdcsConversation::AdcsConversation(Step step, std::string url, const CertificateOrder& order)
    : step_(step), url_(std::move(url)), csr_pem_(order.csr_pem), spki_sha256_(order.spki_sha256) {}

AdcsConversation AdcsConversation::Submit(std::string url, std::string template_name, const CertificateOrder& order) {
  AdcsConversation conversation(Step::kSubmit, std::move(url), order);
  conversation.template_name_ = std::move(template_name);
  return conversation;
}

AdcsConversation AdcsConversation::Poll(std::string url, std::string request_id, const CertificateOrder& order) {
  AdcsConversation conversation(Step::kCertificate, std::move(url), order);
  conversation.request_id_ = std::move(request_id);
  return conversation;
}

HttpsRequest AdcsConversation::NextRequest() const {
  switch (step_) {
    case Step::kSubmit:
      return {.url = url_ + "/certfnsh.asp",
              .content_type = "application/x-www-form-urlencoded",
              .body = SubmitForm(csr_pem_, template_name_)};
    case Step::kCertificate:
      return {
          .url = absl::StrCat(url_, "/certnew.cer?ReqID=", request_id_, "&Enc=b64"), .content_type = {}, .body = {}};
    case Step::kRenewals:
      return {.url = url_ + "/certcarc.asp", .content_type = {}, .body = {}};
    case Step::kChain:
      break;
  }
  return {.url = absl::StrCat(url_, "/certnew.p7b?ReqID=CACert&Renewal=", renewal_, "&Enc=b64"),
          .content_type = {},
          .body = {}};
}

void AdcsConversation::Take(const absl::StatusOr<HttpsResponse>& response) {
  if (!response.ok()) return TakeFailure(response.status());
  if (response->status != 200) return TakeFailure(WithAdviceOn401(HttpProblem(url_, *response)));
  switch (step_) {
    case Step::kSubmit:
      return TakeSubmitted(*response);
    case Step::kCertificate:
      return TakeCertificate(*response);
    case Step::kRenewals:
      return TakeRenewals(*response);
    case Step::kChain:
      return TakeChain(*response);
  }
}

void AdcsConversation::TakeFailure(const absl::Status& problem) {
  const bool has_leaf = step_ == Step::kRenewals || step_ == Step::kChain;
  // A chain that is not to be had at all may be known to us; the certificate is not given away for it.
  if (has_leaf && problem.code() != absl::StatusCode::kUnavailable) return FinishIssued();
  if (!has_leaf && !submitted_) return Finish(problem);
  Finish(Pending{.request_id = request_id_,
                 .detail = absl::StrCat("the certificate could not be fetched yet: ", problem.message())});
}

void AdcsConversation::TakeSubmitted(const HttpsResponse& response) {
  const AdcsPage page = ReadAdcsPage(response.body);
  request_id_ = page.request_id;
  submitted_ = !request_id_.empty();
  switch (page.kind) {
    case AdcsPageKind::kIssued:
      step_ = Step::kCertificate;
      return;
    case AdcsPageKind::kPending:
      return Finish(Pending{.request_id = request_id_, .detail = "waits for a certificate manager's approval"});
    case AdcsPageKind::kDenied:
      return Finish(Denied{.request_id = request_id_, .reason = page.text});
    case AdcsPageKind::kTrouble:
      return TakeFailure(absl::UnavailableError(absl::StrCat(url_, ": ", page.text)));
    case AdcsPageKind::kOther:
      break;
  }
  if (response.body.empty()) return Finish(absl::UnavailableError(absl::StrCat(url_, ": an empty answer")));
  Finish(absl::FailedPreconditionError(
      absl::StrCat(url_, ": the answer is no page of certsrv that is known here: \"", page.text, "\"")));
}

void AdcsConversation::TakeCertificate(const HttpsResponse& response) {
  // Its Content-Type is wrong where the server does not know the User-Agent: what counts is what came.
  const auto certificates = ReadCertificateAnswer(response.body);
  if (!certificates.ok()) {
    return TakeFailure(absl::FailedPreconditionError(
        absl::StrCat(url_, ": request ", request_id_, ": ", certificates.status().message())));
  }
  if (certificates->empty()) return TakeNoCertificate(response.body);
  if (OrderedByKey(*certificates, spki_sha256_).empty()) {
    return Finish(absl::FailedPreconditionError(
        absl::StrCat(url_, ": the certificate of request ", request_id_, " is for another key")));
  }
  certificates_ = *certificates;
  step_ = Step::kRenewals;
}

void AdcsConversation::TakeNoCertificate(const std::string& body) {
  const AdcsPage page = ReadAdcsPage(body);
  if (page.kind == AdcsPageKind::kDenied) return Finish(Denied{.request_id = request_id_, .reason = page.text});
  if (page.kind == AdcsPageKind::kTrouble || body.empty()) {
    return TakeFailure(absl::UnavailableError(absl::StrCat(url_, ": ", body.empty() ? "an empty answer" : page.text)));
  }
  // Whatever else it says, in whatever language: it does not say no.
  Finish(Pending{.request_id = request_id_, .detail = page.text});
}

void AdcsConversation::TakeRenewals(const HttpsResponse& response) {
  renewal_ = ReadAdcsRenewals(response.body).value_or(0);
  step_ = Step::kChain;
}

void AdcsConversation::TakeChain(const HttpsResponse& response) {
  const auto chain = ReadCertificateAnswer(response.body);
  if (!chain.ok()) return FinishIssued();
  certificates_.insert(certificates_.end(), chain->begin(), chain->end());
  ++chains_asked_for_;
  const auto leaf = std::find_if(certificates_.begin(), certificates_.end(),
                                 [&](const auto& one) { return one->spki_sha256() == spki_sha256_; });
  if (HasIssuerOf(**leaf) || renewal_ == 0 || chains_asked_for_ == kMaxChains) return FinishIssued();
  --renewal_;
}

bool AdcsConversation::HasIssuerOf(const x509::Certificate& leaf) const {
  return std::any_of(certificates_.begin(), certificates_.end(), [&](const x509::CertificatePtr& one) {
    const bool fits =
        !leaf.authority_key_id() || !one->subject_key_id() || *leaf.authority_key_id() == *one->subject_key_id();
    return fits && one->subject() == leaf.issuer() && one->spki_sha256() != spki_sha256_;
  });
}

void AdcsConversation::FinishIssued() {
  Finish(Issued{.certificates_der = OrderedByKey(certificates_, spki_sha256_), .request_id = request_id_});
}

}  // namespace certsweep::replacer
