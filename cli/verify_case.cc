#include "cli/verify_case.h"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/judgement_json.h"
#include "engine/x509/pem.h"

namespace certsweep::cli {

namespace {

namespace json = boost::json;

absl::Status Bad(std::string_view field, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(base::ToAbsl(field), ": ", base::ToAbsl(why)));
}

std::optional<base::Bytes> CrlIn(const x509::PemBlock& block) {
  if (block.label != "X509 CRL") return std::nullopt;
  return base::AsBytes(block.der);
}

std::string_view View(const json::string& text) { return {text.data(), text.size()}; }

struct VerifyCase {
  std::vector<pki::SentCertificate> sent;
  std::vector<x509::CertificatePtr> roots;
  std::vector<x509::RevocationListPtr> crls;
  std::vector<pki::ReferenceIdentity> names;
  std::string unusable_name;  // asked for, and no name that a certificate could be valid for
  int64_t unix_seconds = 0;
  std::optional<int> max_intermediates;
};

class CaseReader {
 public:
  CaseReader(const json::object& object, int64_t now) : object_(object) { case_.unix_seconds = now; }

  absl::StatusOr<VerifyCase> Read() {
    for (const auto read :
         {&CaseReader::ReadLeaf, &CaseReader::ReadIntermediates, &CaseReader::ReadRoots, &CaseReader::ReadCrls,
          &CaseReader::ReadName, &CaseReader::ReadTime, &CaseReader::ReadMaxDepth}) {
      if (absl::Status status = (this->*read)(); !status.ok()) return status;
    }
    return std::move(case_);
  }

 private:
  // nullptr: absent or null.
  const json::value* Field(const char* name) const {
    const json::value* value = object_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  absl::StatusOr<std::vector<std::string>> Texts(const char* name) const {
    std::vector<std::string> texts;
    const json::value* value = Field(name);
    if (value == nullptr) return texts;
    if (!value->is_array()) return Bad(name, "is no array");
    for (const json::value& element : value->get_array()) {
      if (!element.is_string()) return Bad(name, "holds something that is no string");
      texts.emplace_back(View(element.get_string()));
    }
    return texts;
  }

  // What `pick` takes of a block of PEM, as DER.
  using Pick = std::optional<base::Bytes> (*)(const x509::PemBlock& block);

  absl::StatusOr<std::vector<std::string>> Blocks(const char* name, std::string_view text, Pick pick) const {
    const absl::StatusOr<std::vector<x509::PemBlock>> blocks = x509::ParsePem(text);
    if (!blocks.ok()) return Bad(name, base::ToStd(blocks.status().message()));
    std::vector<std::string> ders;
    for (const x509::PemBlock& block : *blocks) {
      if (const std::optional<base::Bytes> der = pick(block)) ders.emplace_back(base::AsText(*der));
    }
    return ders;
  }

  absl::Status ReadLeaf() {
    const json::value* value = Field("leaf_pem");
    if (value == nullptr) return Bad("leaf_pem", "is missing");
    if (!value->is_string()) return Bad("leaf_pem", "is no string");
    const auto ders = Blocks("leaf_pem", View(value->get_string()), x509::CertificateIn);
    if (!ders.ok()) return ders.status();
    if (ders->empty()) return Bad("leaf_pem", "no certificate in it");
    for (const std::string& der : *ders) AddSent(der);
    return absl::OkStatus();
  }

  absl::Status ReadIntermediates() {
    return ForEachBlock("intermediates_pem", x509::CertificateIn, [this](const std::string& der) {
      AddSent(der);
      return absl::OkStatus();
    });
  }

  // A root that can't be read is one that nothing can be built on.
  absl::Status ReadRoots() {
    return ForEachBlock("roots_pem", x509::CertificateIn, [this](const std::string& der) {
      absl::StatusOr<x509::CertificatePtr> root = x509::Certificate::Parse(base::AsBytes(der));
      if (root.ok()) case_.roots.push_back(*std::move(root));
      return absl::OkStatus();
    });
  }

  absl::Status ReadCrls() {
    const auto take = [this](const std::string& der) {
      absl::StatusOr<x509::RevocationListPtr> list = x509::CertificateRevocationList::Parse(base::AsBytes(der));
      if (!list.ok()) return Bad("crls_pem", base::ToStd(list.status().message()));
      case_.crls.push_back(*std::move(list));
      return absl::OkStatus();
    };
    // Who gives something wants to have revocation looked at.
    const auto none = [] { return Bad("crls_pem", "holds something without a CRL in it"); };
    return ForEachBlock("crls_pem", CrlIn, take, none);
  }

  // `take` gets the DER of each block; `none` says what it means that a text has none.
  template <class Take>
  absl::Status ForEachBlock(const char* name, Pick pick, Take take, absl::Status (*none)() = absl::OkStatus) {
    const auto texts = Texts(name);
    if (!texts.ok()) return texts.status();
    for (const std::string& text : *texts) {
      const auto ders = Blocks(name, text, pick);
      if (!ders.ok()) return ders.status();
      if (absl::Status status = none(); ders->empty() && !status.ok()) return status;
      for (const std::string& der : *ders) {
        if (absl::Status status = take(der); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  void AddSent(const std::string& der) {
    absl::StatusOr<x509::CertificatePtr> certificate = x509::Certificate::Parse(base::AsBytes(der));
    pki::SentCertificate sent;
    if (certificate.ok()) {
      sent.certificate = *std::move(certificate);
    } else {
      sent.parse_error = std::string(certificate.status().message());
    }
    case_.sent.push_back(std::move(sent));
  }

  absl::Status ReadName() {
    const json::value* name = Field("name");
    if (name == nullptr) return absl::OkStatus();
    if (!name->is_string()) return Bad("name", "is no string");
    const json::value* kind = Field("name_kind");
    if (kind != nullptr && !(kind->is_string() && (kind->get_string() == "dns" || kind->get_string() == "ip"))) {
      return Bad("name_kind", "is neither dns nor ip");
    }
    const std::string_view text = View(name->get_string());
    absl::StatusOr<pki::ReferenceIdentity> identity = pki::ReferenceIdentity::Parse(text);
    const bool fits = identity.ok() && (kind == nullptr || identity->is_ip() == (kind->get_string() == "ip"));
    if (fits) {
      case_.names.push_back(*std::move(identity));
    } else {
      case_.unusable_name = base::DisplayText(text);
      if (case_.unusable_name.empty()) case_.unusable_name = "(empty)";
    }
    return absl::OkStatus();
  }

  absl::Status ReadTime() {
    const json::value* value = Field("time");
    if (value == nullptr) return absl::OkStatus();
    if (!value->is_string()) return Bad("time", "is no string");
    const absl::StatusOr<int64_t> time = base::ParseRfc3339(View(value->get_string()));
    if (!time.ok()) return Bad("time", base::ToStd(time.status().message()));
    case_.unix_seconds = *time;
    return absl::OkStatus();
  }

  absl::Status ReadMaxDepth() {
    const json::value* value = Field("max_depth");
    if (value == nullptr) return absl::OkStatus();
    json::error_code error;
    const int64_t depth = value->to_number<int64_t>(error);
    if (error || depth < 0) return Bad("max_depth", "is no number of 0 or more");
    case_.max_intermediates = static_cast<int>(std::min<int64_t>(depth, std::numeric_limits<int>::max()));
    return absl::OkStatus();
  }

  const json::object& object_;
  VerifyCase case_;
};

// As it was given; null for what JSON can't say (a number that is too large for a double).
std::string IdText(const json::value& id) {
  std::string text = json::serialize(id);
  json::error_code error;
  json::parse(text, error);
  return error ? "null" : text;
}

std::string Render(const json::value& id, const pki::ChainJudgement& judgement) {
  std::string out;
  {
    base::JsonObjectWriter object(out);
    object.Key("id") += IdText(id);
    object.Boolean("trusted", judgement.trusted);
    pki::AppendFindingsJson(judgement.findings, object.Key("findings"));
    if (!judgement.path.empty()) pki::AppendPathJson(judgement.path, object.Key("path"));
  }
  out += '\n';
  return out;
}

std::string RenderUnreadable(const json::value& id, std::string_view why) {
  pki::ChainJudgement judgement;
  judgement.findings.push_back(pki::MakeFinding(pki::FindingCode::kMalformedCertificate, {},
                                                absl::StrCat("the case can't be read: ", base::DisplayText(why))));
  return Render(id, judgement);
}

pki::ChainJudgement Judge(const VerifyCase& verify_case, const VerifyCaseOptions& options) {
  // No case learns anything of another: each has its anchors, and a cache would only cost.
  pki::ChainVerifier verifier(std::make_shared<const pki::TrustAnchors>(verify_case.roots), {}, options.rules, {}, 0);
  std::shared_ptr<const pki::RevocationLists> crls;
  if (!verify_case.crls.empty()) crls = std::make_shared<const pki::RevocationLists>(verify_case.crls);
  const pki::ChainJudge judge(std::move(verifier), options.policy, std::move(crls));
  pki::ChainJudgement judgement =
      judge.Judge(verify_case.sent, verify_case.names, verify_case.unix_seconds, verify_case.max_intermediates);
  if (verify_case.unusable_name.empty()) return judgement;
  judgement.trusted = false;
  std::erase_if(judgement.findings,
                [](const pki::Finding& finding) { return finding.code == pki::FindingCode::kNameNotJudged; });
  pki::AddFinding(judgement.findings,
                  pki::MakeFinding(pki::FindingCode::kNameMismatch, 0,
                                   "the name is none that a certificate is valid for", verify_case.unusable_name));
  pki::SortFindings(judgement.findings);
  return judgement;
}

}  // namespace

std::string AnswerVerifyCase(std::string_view line, const VerifyCaseOptions& options) {
  if (line.size() > kMaxCaseBytes) {
    return RenderUnreadable(nullptr, absl::StrCat("a line of over ", kMaxCaseBytes >> 20, " MiB"));
  }
  json::error_code error;
  const json::value value = json::parse(json::string_view(line.data(), line.size()), error);
  if (error) return RenderUnreadable(nullptr, "not JSON: " + error.message());
  if (!value.is_object()) return RenderUnreadable(nullptr, "not a JSON object");
  const json::value* given = value.get_object().if_contains("id");
  const json::value id = given == nullptr ? json::value() : *given;
  const absl::StatusOr<VerifyCase> verify_case = CaseReader(value.get_object(), options.now_unix_seconds).Read();
  if (!verify_case.ok()) return RenderUnreadable(id, base::ToStd(verify_case.status().message()));
  return Render(id, Judge(*verify_case, options));
}

}  // namespace certsweep::cli
