#include "engine/config/issuer_check.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

using Kind = IssuerSection::Kind;
using Auth = IssuerSection::Auth;

class WholeIssuer {
 public:
  WholeIssuer(const TomlTable& table, const IssuerSection& issuer, ProblemLog* problems)
      : table_(table), issuer_(issuer), problems_(problems) {}

  void Check() const {
    const std::string_view kind = kIssuerKindNames[static_cast<size_t>(issuer_.kind)];
    CheckKeys(kind);
    ComplainOfMissing(absl::StrCat("issuer.", table_.name), kind, IssuerSectionTable(), table_, problems_);
    if (issuer_.kind == Kind::kAdcs || issuer_.kind == Kind::kEst) {
      CheckUrl();
      CheckCredentials();
    }
  }

 private:
  bool Has(std::string_view key) const { return table_.Find(key) != nullptr; }

  void Complain(std::string_view key, std::string_view what) const {
    problems_->Add(table_.Find(key)->line,
                   absl::StrCat("issuer.", table_.name, ".", base::ToAbsl(key), ": ", base::ToAbsl(what)));
  }

  void CheckKeys(std::string_view kind) const {
    for (const Setting& setting : IssuerSectionTable().settings) {
      if (!Has(setting.key) || BelongsTo(setting, kind)) continue;
      Complain(setting.key, absl::StrCat("is no key of kind \"", base::ToAbsl(kind), "\" (it is one of ",
                                         base::ToAbsl(setting.kinds), ")"));
    }
  }

  void CheckUrl() const {
    if (issuer_.url.empty()) return;  // told, or missing
    const std::string lower = base::AsciiLower(issuer_.url);
    if (issuer_.kind == Kind::kAdcs && !lower.ends_with("/certsrv")) Complain("url", "should end in /certsrv");
    if (issuer_.kind == Kind::kEst && lower.find("/.well-known") != std::string::npos) {
      Complain("url", "should end before /.well-known, which is added");
    }
  }

  void CheckCredentials() const {
    const bool has_password = Has("password_file") || Has("password_env");
    if (Has("password_file") && Has("password_env")) Complain("password_env", "stands beside password_file: which?");
    if (has_password && !Has("username")) {
      Complain(Has("password_file") ? "password_file" : "password_env", "stands there without a username");
    }
    if (Has("client_key") && !Has("client_certificate"))
      Complain("client_key", "stands there without client_certificate");
    if (Has("username") && !Has("auth")) return Complain("username", "stands there without auth");
    if (issuer_.auth == Auth::kNtlm || issuer_.auth == Auth::kBasic) {
      if (!Has("username")) Complain("auth", "needs a username");
      if (!has_password) Complain("auth", "needs password_file or password_env");
    }
  }

  const TomlTable& table_;
  const IssuerSection& issuer_;
  ProblemLog* const problems_;
};

}  // namespace

void CheckIssuer(const TomlTable& table, const IssuerSection& issuer, ProblemLog* problems) {
  WholeIssuer(table, issuer, problems).Check();
}

}  // namespace certsweep::config
