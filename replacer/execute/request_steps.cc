#include "replacer/execute/request_steps.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/bytes.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/new_key.h"
#include "engine/x509/pem.h"
#include "replacer/bundle/server_pem.h"
#include "replacer/request/build_request.h"
#include "replacer/request/csr_template.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {
namespace {

absl::StatusOr<x509::PrivateKey> ReadOurKey(const JobFolder& folder) {
  absl::StatusOr<std::optional<x509::PrivateKey>> key = folder.ReadKey();
  if (!key.ok()) return key.status();
  if (!key->has_value()) {
    return absl::NotFoundError(absl::StrCat(base::DisplayText(folder.path()), ": its key.pem is gone"));
  }
  return **std::move(key);
}

x509::PublicKey PublicKeyOf(const x509::PrivateKey& key) {
  const std::string spki = key.SpkiDer();
  return x509::PublicKey::Parse(base::AsBytes(spki));
}

// A key of the appliance's that may go on being used.
bool IsStrongEnough(const x509::PublicKey& key) {
  if (key.type() == x509::KeyType::kRsa) return key.bits() >= 2048 && key.rsa_numbers_sane();
  return key.type() == x509::KeyType::kEc && key.bits() >= 256;
}

// "name_mismatch: ..." of each finding that counts.
std::string FailuresOf(const pki::Findings& findings) {
  std::vector<std::string> failures;
  for (const pki::Finding& finding : findings) {
    if (finding.severity != pki::Severity::kFail || finding.waived()) continue;
    failures.push_back(
        absl::StrCat(base::ToAbsl(pki::FindingCodeName(finding.code)), " (", base::DisplayText(finding.message), ")"));
  }
  return absl::StrJoin(failures, "; ");
}

std::vector<pki::SentCertificate> AsSent(const std::vector<x509::CertificatePtr>& certificates) {
  std::vector<pki::SentCertificate> sent;
  sent.reserve(certificates.size());
  for (const x509::CertificatePtr& certificate : certificates) sent.push_back({certificate, ""});
  return sent;
}

StepOutcome AskLater(const absl::StatusOr<IssuerAnswer>& answer) {
  return {StepResult::kTryLater, absl::StrCat("the CA: ", answer.status().message())};
}

}  // namespace

absl::StatusOr<std::vector<pki::ReferenceIdentity>> RequestSteps::Identities() const {
  std::vector<pki::ReferenceIdentity> identities;
  for (const std::string& text : plan_.identities) {
    absl::StatusOr<pki::ReferenceIdentity> identity = pki::ReferenceIdentity::Parse(text);
    if (!identity.ok()) return identity.status();
    identities.push_back(*std::move(identity));
  }
  return identities;
}

absl::StatusOr<ApplianceNames> RequestSteps::Names() const {
  const absl::StatusOr<std::vector<pki::ReferenceIdentity>> identities = Identities();
  if (!identities.ok()) return identities.status();
  const estate::EndpointKey& first = plan_.endpoints.front();
  const absl::StatusOr<pki::ReferenceIdentity> host = pki::ReferenceIdentity::Parse(first.host);
  if (!host.ok()) return host.status();
  return NamesOfAppliance(*host, base::IpAddress::Parse(first.address), *identities);
}

StepOutcome RequestSteps::MakeKey(std::string_view old_key_pem) {
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return StepOutcome::Failed(folder.status());
  const absl::StatusOr<std::optional<x509::PrivateKey>> there = folder->ReadKey();
  if (!there.ok()) return StepOutcome::Failed(there.status());
  if (there->has_value()) return StepOutcome::Done("the private key was there already");
  std::string told;
  if (!old_key_pem.empty()) {
    const absl::StatusOr<std::optional<x509::PrivateKey>> old_key = x509::PrivateKey::FromPem(old_key_pem);
    if (old_key.ok() && old_key->has_value() && IsStrongEnough(PublicKeyOf(**old_key))) {
      const absl::Status written = folder->WriteKey(**old_key);
      return written.ok() ? StepOutcome::Done("the appliance keeps its private key") : StepOutcome::Failed(written);
    }
    told = "the appliance's private key could not be kept: it gets a new one";
  }
  const absl::StatusOr<x509::NewKeyType> type = x509::ParseNewKeyType(plan_.key_type);
  if (!type.ok()) return StepOutcome::Failed(type.status());
  const absl::StatusOr<x509::PrivateKey> key = x509::GenerateKey(*type);
  if (!key.ok()) return StepOutcome::Failed(key.status());
  const absl::Status written = folder->WriteKey(*key);
  return written.ok() ? StepOutcome::Done(told) : StepOutcome::Failed(written);
}

absl::StatusOr<std::string> RequestSteps::TemplateText() const {
  if (!plan_.template_path.empty()) return base::ReadFile(plan_.template_path);
  const bool is_rsa = plan_.key_type.starts_with("rsa");
  return DefaultCsrTemplate(is_rsa ? x509::KeyType::kRsa : x509::KeyType::kEc);
}

StepOutcome RequestSteps::MakeRequest() {
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return StepOutcome::Failed(folder.status());
  const absl::StatusOr<x509::PrivateKey> key = ReadOurKey(*folder);
  if (!key.ok()) return StepOutcome::Failed(key.status());
  const absl::StatusOr<std::string> text = TemplateText();
  if (!text.ok()) return StepOutcome::Failed(text.status());
  const std::string shown = plan_.template_path.empty() ? "the request" : base::DisplayText(plan_.template_path);
  const absl::StatusOr<CsrTemplate> csr_template = ParseCsrTemplate(*text);
  if (!csr_template.ok()) return StepOutcome::Failed(base::Annotate(csr_template.status(), shown));
  const absl::StatusOr<std::vector<pki::ReferenceIdentity>> identities = Identities();
  if (!identities.ok()) return StepOutcome::Failed(identities.status());
  const absl::StatusOr<ApplianceNames> names = Names();
  if (!names.ok()) return StepOutcome::Failed(names.status());
  const absl::StatusOr<BuiltRequest> built = BuildRequest(*csr_template, *names, *identities, PublicKeyOf(*key));
  if (!built.ok()) return StepOutcome::Failed(base::Annotate(built.status(), shown));
  const absl::StatusOr<x509::CertificateRequest> request = x509::CertificateRequest::Make(built->spec, *key);
  if (!request.ok()) return StepOutcome::Failed(base::Annotate(request.status(), shown));
  const std::string pem = request->ToPem();
  record_.csr_sha256 = base::HexEncode(base::Bytes(base::Sha256(base::AsBytes(pem))));
  const absl::Status written = folder->WriteRequest(pem);
  if (!written.ok()) return StepOutcome::Failed(written);
  std::vector<std::string> odd;
  odd.reserve(built->notices.size());
  for (const TemplateNotice& notice : built->notices) odd.push_back(absl::StrCat(shown, ": ", NoticeText(notice)));
  return StepOutcome::Done(absl::StrJoin(odd, "; "));
}

StepOutcome RequestSteps::Announce() {
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return StepOutcome::Failed(folder.status());
  const absl::StatusOr<std::string> pem = folder->ReadRequest();
  if (!pem.ok()) return StepOutcome::Failed(pem.status());
  // Of a crash between the file and the record: the file is what is sent.
  record_.csr_sha256 = base::HexEncode(base::Bytes(base::Sha256(base::AsBytes(*pem))));
  return StepOutcome::Done();
}

absl::StatusOr<CertificateOrder> RequestSteps::Order() const {
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return folder.status();
  absl::StatusOr<std::string> pem = folder->ReadRequest();
  if (!pem.ok()) return pem.status();
  const absl::StatusOr<x509::CertificateRequest> request = x509::CertificateRequest::FromPem(*pem);
  if (!request.ok()) return base::Annotate(request.status(), base::DisplayText(record_.folder));
  const absl::StatusOr<ApplianceNames> names = Names();
  if (!names.ok()) return names.status();
  CertificateOrder order;
  order.name = record_.folder.substr(record_.folder.rfind('/') + 1);
  order.csr_pem = *std::move(pem);
  order.spki_sha256 = base::Sha256(request->spki_der());
  order.identities = plan_.identities;
  order.folder = record_.folder;
  order.host = names->host;
  order.fqdn = names->fqdn;
  order.ip = names->ip;
  order.short_name = names->short_name;
  return order;
}

StepOutcome RequestSteps::Submit(bool is_again) {
  const absl::StatusOr<CertificateOrder> order = Order();
  if (!order.ok()) return StepOutcome::Failed(order.status());
  StepOutcome outcome = Take(issuer().Submit(*order));
  if (is_again)
    outcome.detail = absl::StrCat(outcome.detail, outcome.detail.empty() ? "" : "; ",
                                  "sent again: a certificate may have been issued before");
  return outcome;
}

StepOutcome RequestSteps::Poll() {
  const absl::StatusOr<CertificateOrder> order = Order();
  if (!order.ok()) return StepOutcome::Failed(order.status());
  const absl::StatusOr<IssuerAnswer> answer = issuer().Poll(*order, record_.request_id);
  // A password that ran out is no refusal: the CA has the request still.
  if (absl::IsUnauthenticated(answer.status()) || absl::IsPermissionDenied(answer.status())) return AskLater(answer);
  return Take(answer);
}

StepOutcome RequestSteps::Take(const absl::StatusOr<IssuerAnswer>& answer) {
  if (absl::IsUnavailable(answer.status()) || absl::IsDeadlineExceeded(answer.status())) return AskLater(answer);
  if (!answer.ok()) return StepOutcome::Failed(base::Annotate(answer.status(), "the CA"));
  if (const auto* issued = std::get_if<Issued>(&*answer)) return TakeIssued(*issued);
  if (const auto* pending = std::get_if<Pending>(&*answer)) {
    record_.request_id = pending->request_id;
    return {StepResult::kPending,
            absl::StrCat("request ", base::DisplayText(pending->request_id), ": ", base::DisplayText(pending->detail))};
  }
  const auto& denied = std::get<Denied>(*answer);
  if (!denied.request_id.empty()) record_.request_id = denied.request_id;
  return StepOutcome::Failed(absl::StrCat("the CA said no: ", base::DisplayText(denied.reason)));
}

StepOutcome RequestSteps::TakeIssued(const Issued& issued) {
  if (!issued.request_id.empty()) record_.request_id = issued.request_id;
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return StepOutcome::Failed(folder.status());
  const absl::Status written = folder->WriteCertificates(issued.certificates_der);
  return written.ok() ? StepOutcome::Done() : StepOutcome::Failed(written);
}

absl::StatusOr<std::string> RequestSteps::Complaint(const std::vector<x509::CertificatePtr>& certificates,
                                                    std::vector<x509::CertificatePtr>& path) const {
  const absl::StatusOr<std::vector<pki::ReferenceIdentity>> identities = Identities();
  if (!identities.ok()) return identities.status();
  const std::vector<pki::SentCertificate> sent = AsSent(certificates);
  const pki::ChainJudgement judgement = tools_.judge->Judge(sent, *identities, tools_.clock->NowUnixSeconds());
  for (const pki::PathElement& element : judgement.path) {
    if (element.origin != pki::PathOrigin::kAnchor) path.push_back(element.certificate);
  }
  std::string failures = FailuresOf(judgement.findings);
  if (!failures.empty()) return failures;
  if (!judgement.has_verified_path) return "no path to a trust anchor";
  return "";
}

StepOutcome RequestSteps::Bundle() {
  const absl::StatusOr<JobFolder> folder = Folder();
  if (!folder.ok()) return StepOutcome::Failed(folder.status());
  const absl::StatusOr<x509::PrivateKey> key = ReadOurKey(*folder);
  if (!key.ok()) return StepOutcome::Failed(key.status());
  absl::StatusOr<std::vector<x509::CertificatePtr>> certificates = folder->ReadCertificates();
  if (!certificates.ok()) return StepOutcome::Failed(certificates.status());
  absl::StatusOr<ServerPem> issued = MakeServerPem(*key, *certificates);
  if (!issued.ok()) return StepOutcome::Failed(base::Annotate(issued.status(), "the certificate that the CA gave"));
  // The leaf first, as the appliance would send it.
  std::vector<x509::CertificatePtr> chain = {issued->certificates.leaf};
  const auto& intermediates = issued->certificates.intermediates;
  chain.insert(chain.end(), intermediates.begin(), intermediates.end());
  std::vector<x509::CertificatePtr> path;
  const absl::StatusOr<std::string> complaint = Complaint(chain, path);
  if (!complaint.ok()) return StepOutcome::Failed(complaint.status());
  if (!complaint->empty())
    return StepOutcome::Failed("the certificate that the CA gave is not installed: " + *complaint);
  // Intermediates that the CA left out and the configuration knows.
  certificates->insert(certificates->end(), path.begin(), path.end());
  const absl::StatusOr<ServerPem> whole = MakeServerPem(*key, *certificates);
  if (!whole.ok()) return StepOutcome::Failed(whole.status());
  record_.leaf_sha256 = base::HexEncode(base::Bytes(whole->certificates.leaf->sha256()));
  absl::Status written = folder->WriteServerPem(whole->bytes.view());
  if (written.ok()) written = folder->WriteChain(IntermediatesPem(whole->certificates));
  if (!written.ok()) return StepOutcome::Failed(written);
  return StepOutcome::Done(absl::StrJoin(whole->certificates.notices, "; "));
}

}  // namespace certsweep::replacer
