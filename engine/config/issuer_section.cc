// [issuer.NAME]: who signs.
#include "engine/config/issuer_section.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/issuer_check.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

using Kind = IssuerSection::Kind;
using Auth = IssuerSection::Auth;

constexpr int kMostDays = 36'500;
constexpr std::string_view kHttps = "https://";

IssuerSection& Issuer(const ValueReader& reader) { return reader.draft().issuer; }

void SetFile(const ValueReader& reader, std::string& out) {
  if (auto path = reader.ReplacementFile()) out = *std::move(path);
}

void SetFolder(const ValueReader& reader, std::string& out) {
  if (const auto item = reader.Line()) out = reader.Resolve(item->text);
}

void SetLine(const ValueReader& reader, std::string& out) {
  if (auto item = reader.Line()) out = std::move(item->text);
}

void ReadKind(const ValueReader& reader) {
  if (const auto place = reader.Choice(kIssuerKindNames)) Issuer(reader).kind = static_cast<Kind>(*place);
}

void ReadCaCert(const ValueReader& reader) { SetFile(reader, Issuer(reader).ca_cert); }

void ReadCaKey(const ValueReader& reader) { SetFile(reader, Issuer(reader).ca_key); }

void ReadChain(const ValueReader& reader) { Issuer(reader).chain = reader.ReplacementFiles(); }

void ReadDays(const ValueReader& reader) {
  if (const auto days = reader.Integer(1, kMostDays)) Issuer(reader).days = *days;
}

bool AnyHas(const std::vector<std::string>& words, std::string_view part) {
  return std::any_of(words.begin(), words.end(),
                     [part](const std::string& word) { return word.find(part) != std::string::npos; });
}

// A program with a slash in it is a path as any other; one without is looked for where the shell would.
void ReadCommand(const ValueReader& reader) {
  std::vector<std::string> words;
  for (const ValueReader::Item& item : reader.Words()) {
    const auto path = reader.Path(item);
    if (!path) return;
    words.push_back(words.empty() && item.text.find('/') != std::string::npos ? *path : item.text);
  }
  if (words.empty() || words.front().empty()) return reader.Complain(reader.value().line, "names no program");
  for (const std::string_view needed : {"{csr}", "{cert}"}) {
    if (!AnyHas(words, needed)) reader.Complain(reader.value().line, absl::StrCat("has no ", base::ToAbsl(needed)));
  }
  Issuer(reader).command = std::move(words);
}

void ReadTimeout(const ValueReader& reader) {
  if (const auto micros = reader.Micros()) Issuer(reader).timeout_us = *micros;
}

void ReadOut(const ValueReader& reader) { SetFolder(reader, Issuer(reader).out); }

void ReadIn(const ValueReader& reader) { SetFolder(reader, Issuer(reader).in); }

// Why `url` is not taken, without its text where that may hold a password. Empty: it is.
std::string_view UrlProblem(std::string_view url) {
  const std::string_view rest = url.substr(std::min(kHttps.size(), url.size()));
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (url.find('@') != std::string_view::npos) {
    return "has a user or a password in it: use username, and password_file or password_env";
  }
  if (!base::EqualsIgnoreAsciiCase(url.substr(0, kHttps.size()), kHttps)) return "should begin with https://";
  if (authority.empty() || authority.front() == ':') return "names no host";
  if (url.find_first_of(" ?#\\\"<>") != std::string_view::npos) return "should be a plain URL, without blanks, ? and #";
  return {};
}

void ReadUrl(const ValueReader& reader) {
  const auto item = reader.Line();
  if (!item) return;
  std::string url = item->text;
  while (url.ends_with('/')) url.pop_back();
  const std::string_view problem = UrlProblem(url);
  if (!problem.empty()) return reader.Complain(item->line, problem);
  Issuer(reader).url = std::move(url);
}

void ReadTemplate(const ValueReader& reader) { SetLine(reader, Issuer(reader).certificate_template); }

// RFC 7030, section 3.2.2: one segment of the path.
void ReadLabel(const ValueReader& reader) {
  const auto item = reader.Line();
  if (!item) return;
  const bool is_segment = std::all_of(item->text.begin(), item->text.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
  });
  if (!is_segment) return reader.ComplainAbout(*item, "should have letters, digits, - . _ and ~ alone");
  Issuer(reader).label = item->text;
}

void ReadAuth(const ValueReader& reader) {
  if (const auto place = reader.Choice(kIssuerAuthNames)) Issuer(reader).auth = static_cast<Auth>(*place);
}

void ReadUsername(const ValueReader& reader) { SetLine(reader, Issuer(reader).username); }

void ReadPasswordFile(const ValueReader& reader) { SetFile(reader, Issuer(reader).password_file); }

void ReadPasswordEnv(const ValueReader& reader) {
  const auto item = reader.Line();
  if (!item) return;
  const std::string& name = item->text;
  const bool is_name =
      !absl::ascii_isdigit(static_cast<unsigned char>(name.front())) &&
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
  // Not shown: it may be the password itself.
  if (!is_name) return reader.Complain(item->line, "is no name of an environment variable");
  Issuer(reader).password_env = name;
}

void ReadCaBundle(const ValueReader& reader) { SetFile(reader, Issuer(reader).ca_bundle); }

void ReadClientCertificate(const ValueReader& reader) { SetFile(reader, Issuer(reader).client_certificate); }

void ReadClientKey(const ValueReader& reader) { SetFile(reader, Issuer(reader).client_key); }

constexpr std::string_view kWeb = "adcs, est";

constexpr std::array kSettings = {
    Setting{.key = "kind",
            .comment =
                "local (a CA key of your own), command (any program), folder (an offline CA), adcs (Microsoft's\n"
                "web enrolment) or est (RFC 7030). Each has keys of its own.",
            .value = R"("local")",
            .is_on = false,
            .read = ReadKind,
            .is_needed = true},
    Setting{.key = "ca_cert",
            .comment = "The CA's certificate.",
            .value = R"("issuing-ca.pem")",
            .is_on = false,
            .read = ReadCaCert,
            .kinds = "local",
            .is_needed = true},
    Setting{.key = "ca_key",
            .comment = "Its private key.",
            .value = R"("issuing-ca.key")",
            .is_on = false,
            .read = ReadCaKey,
            .kinds = "local",
            .is_needed = true},
    Setting{.key = "chain",
            .comment = "What stands above it, without the root.",
            .value = R"(["policy-ca.pem"])",
            .is_on = false,
            .read = ReadChain,
            .kinds = "local"},
    Setting{.key = "days",
            .comment = "How long certificates are valid.",
            .value = "397",
            .is_on = false,
            .read = ReadDays,
            .kinds = "local"},
    Setting{.key = "command",
            .comment = "A program and its arguments. {csr} and {cert} are the paths of what it reads and writes.\n"
                       "There is no shell. Exit code 0: issued; 75: pending.",
            .value = R"(["sign.sh", "{csr}", "{cert}"])",
            .is_on = false,
            .read = ReadCommand,
            .kinds = "command",
            .is_needed = true},
    Setting{.key = "timeout",
            .comment = "Seconds for it to end.",
            .value = "600",
            .is_on = false,
            .read = ReadTimeout,
            .kinds = "command"},
    Setting{.key = "out",
            .comment = "The folder where CSRs are laid, as NAME.csr.",
            .value = R"("to-ca")",
            .is_on = false,
            .read = ReadOut,
            .kinds = "folder",
            .is_needed = true},
    Setting{.key = "in",
            .comment = "The folder where certificates come back, whatever they are called.",
            .value = R"("from-ca")",
            .is_on = false,
            .read = ReadIn,
            .kinds = "folder",
            .is_needed = true},
    Setting{.key = "url",
            .comment = "Where it answers: https; of adcs with /certsrv at its end, of est without a path.",
            .value = R"("https://ca.corp.example/certsrv")",
            .is_on = false,
            .read = ReadUrl,
            .kinds = kWeb,
            .is_needed = true},
    Setting{.key = "template",
            .comment = "The common name of the certificate template, which is not its display name.",
            .value = R"("WebServer")",
            .is_on = false,
            .read = ReadTemplate,
            .kinds = "adcs",
            .is_needed = true},
    Setting{.key = "label",
            .comment = "Which of its CAs.",
            .value = R"("servers")",
            .is_on = false,
            .read = ReadLabel,
            .kinds = "est"},
    Setting{.key = "auth",
            .comment = "ntlm, negotiate, basic or none.",
            .value = R"("ntlm")",
            .is_on = false,
            .read = ReadAuth,
            .kinds = kWeb},
    Setting{.key = "username",
            .comment = "Who asks. Off: with negotiate, whoever has a Kerberos ticket.",
            .value = R"('CORP\enrol')",
            .is_on = false,
            .read = ReadUsername,
            .kinds = kWeb},
    Setting{.key = "password_file",
            .comment = "A file that holds the password and nothing else; a line end behind it does no harm.",
            .value = R"("ca-password")",
            .is_on = false,
            .read = ReadPasswordFile,
            .kinds = kWeb},
    Setting{.key = "password_env",
            .comment = "Or an environment variable that does.",
            .value = R"("CA_PASSWORD")",
            .is_on = false,
            .read = ReadPasswordEnv,
            .kinds = kWeb},
    Setting{.key = "ca_bundle",
            .comment = "Whom to trust for the URL itself. Off: the system's anchors.",
            .value = R"("corp-root.pem")",
            .is_on = false,
            .read = ReadCaBundle,
            .kinds = kWeb},
    Setting{.key = "client_certificate",
            .comment = "A certificate to show there.",
            .value = R"("client.pem")",
            .is_on = false,
            .read = ReadClientCertificate,
            .kinds = kWeb},
    Setting{.key = "client_key",
            .comment = "Its private key. Off: it is in the same file.",
            .value = R"("client.key")",
            .is_on = false,
            .read = ReadClientKey,
            .kinds = kWeb},
};

constexpr std::array kRefused = {
    RefusedKey{"password", "a password does not stand in this file: use password_file or password_env"},
};

bool HasKnownKind(const TomlTable& table) {
  const TomlEntry* kind = table.Find("kind");
  return kind != nullptr &&
         std::find(kIssuerKindNames.begin(), kIssuerKindNames.end(), kind->value.text) != kIssuerKindNames.end();
}

void EndIssuer(const TomlTable& table, Draft* draft, ProblemLog* problems) {
  IssuerSection issuer = std::exchange(draft->issuer, {});
  issuer.name = table.name;
  issuer.line = table.line;
  if (HasKnownKind(table)) {
    CheckIssuer(table, issuer, problems);
  } else if (table.Find("kind") == nullptr) {
    problems->Add(table.line, absl::StrCat("issuer.", table.name, ": has no `kind`"));
  }
  draft->config.issuers.insert_or_assign(table.name, std::move(issuer));
}

}  // namespace

const Section& IssuerSectionTable() {
  static constexpr Section kSection = {
      .name = "issuer",
      .comment =
          "Who signs; an [issuer.NAME] for each, one of which [replace] names. Before a key stands the kind of\n"
          "issuer that has it.",
      .settings = kSettings,
      .form = Section::Form::kNamed,
      .example = "corp",
      .refused = kRefused,
      .end_table = EndIssuer};
  return kSection;
}

}  // namespace certsweep::config
