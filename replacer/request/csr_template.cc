#include "replacer/request/csr_template.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_file.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kReq = "req";
constexpr int kLeastBits = 2048;

constexpr std::string_view kDefaultTemplate =
    "[req]\n"
    "prompt = no\n"
    "string_mask = utf8only\n"
    "distinguished_name = dn\n"
    "req_extensions = v3_req\n"
    "[dn]\n"
    "commonName =\n"
    "[v3_req]\n"
    "basicConstraints = CA:FALSE\n"
    "extendedKeyUsage = serverAuth\n"
    "keyUsage = digitalSignature";

// Keys of [req] that say nothing about the request: the key is made elsewhere, and nobody is asked anything.
constexpr std::array<std::string_view, 8> kNotNeeded = {"default_keyfile", "encrypt_key", "encrypt_rsa_key",
                                                        "x509_extensions", "utf8",        "oid_file",
                                                        "oid_section",     "openssl_conf"};
constexpr std::array<std::string_view, 6> kRead = {"default_bits",       "default_md",     "string_mask",
                                                   "distinguished_name", "req_extensions", "prompt"};

bool IsOneOf(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class CsrTemplateReader {
 public:
  absl::StatusOr<CsrTemplate> Read(std::string_view text) {
    absl::StatusOr<TemplateFile> file = TemplateFile::Parse(text);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
    out_.notices = file_.notices();
    req_ = file_.FindSection(kReq);
    if (req_ == nullptr) return absl::InvalidArgumentError("there is no [req] section: no template of a request");
    for (const auto step :
         {&CsrTemplateReader::ReadKeys, &CsrTemplateReader::ReadSubject, &CsrTemplateReader::ReadExtensions}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    SortByLine(out_.notices);
    return std::move(out_);
  }

 private:
  void Tell(int line, std::string text) { out_.notices.push_back({line, std::move(text)}); }

  // The trimmed value of a key of [req] ("default" holds for it too); empty where there is none. `line`: where it is.
  absl::StatusOr<std::string> ValueOf(std::string_view name, int* line) {
    *line = 0;
    const TemplateEntry* entry = file_.Find(kReq, name);
    if (entry == nullptr) return std::string();
    *line = entry->line;
    const absl::StatusOr<std::string> text = entry->Text();
    if (!text.ok()) return text;
    return std::string(TrimBlanks(*text));
  }

  absl::Status ReadKeys() {
    if (const TemplateEntry* modules = file_.Find(kReq, "openssl_conf"); modules != nullptr) {
      Tell(modules->line, "openssl_conf is passed over: no engine or provider is loaded, the key is in a file");
    }
    for (const TemplateEntry& entry : req_->entries) {
      if (IsOneOf(kRead, entry.name) || IsOneOf(kNotNeeded, entry.name)) continue;
      Tell(entry.line, absl::StrCat(Quoted(entry.name), " is left out"));
    }
    int bits_line = 0, md_line = 0, mask_line = 0;
    const absl::StatusOr<std::string> bits = ValueOf("default_bits", &bits_line);
    const absl::StatusOr<std::string> md = ValueOf("default_md", &md_line);
    const absl::StatusOr<std::string> mask = ValueOf("string_mask", &mask_line);
    for (const auto* text : {&bits, &md, &mask}) {
      if (!text->ok()) return text->status();
    }
    TakeBits(*bits, bits_line);
    TakeDigest(*md, md_line);
    TakeMask(*mask, mask_line);
    return absl::OkStatus();
  }

  void TakeBits(const std::string& text, int line) {
    if (text.empty()) return;
    int bits = 0;
    if (!absl::SimpleAtoi(text, &bits) || bits <= 0) {
      return Tell(line, absl::StrCat("default_bits ", Quoted(text), " is no number, and is left out"));
    }
    if (bits < kLeastBits) {
      return Tell(line, absl::StrCat("default_bits ", bits, " is too weak, and is left out: RSA needs ", kLeastBits));
    }
    out_.default_bits = bits;
    out_.default_bits_line = line;
  }

  void TakeDigest(const std::string& text, int line) {
    const std::string name = base::AsciiLower(text);
    if (name.empty() || name == "sha256" || name == "sha-256" || name == "default") return;
    if (name == "sha384" || name == "sha-384") {
      out_.hash = x509::HashAlgorithm::kSha384;
    } else if (name == "sha512" || name == "sha-512") {
      out_.hash = x509::HashAlgorithm::kSha512;
    } else {
      Tell(line, absl::StrCat("default_md ", Quoted(text), " is weak or not known: SHA-256 is used"));
    }
  }

  void TakeMask(const std::string& text, int line) {
    if (text.empty()) return;
    const std::optional<StringMask> mask = ParseStringMask(text);
    if (!mask) return Tell(line, absl::StrCat("string_mask ", Quoted(text), " is not known: utf8only is used"));
    out_.string_mask = *mask;
  }

  // The section that `key` of [req] names, else `usual`, which is told; nullptr where neither is there.
  absl::StatusOr<const TemplateSection*> SectionOf(std::string_view key, std::span<const std::string_view> usual,
                                                   int* line) {
    const absl::StatusOr<std::string> name = ValueOf(key, line);
    if (!name.ok()) return name.status();
    const TemplateSection* section = name->empty() ? nullptr : file_.FindSection(*name);
    if (section != nullptr) return section;
    if (!name->empty())
      return ErrorAtLine(*line,
                         absl::StrCat(base::ToAbsl(key), ": there is no section [", base::DisplayText(*name, 80), "]"));
    for (const std::string_view other : usual) {
      section = file_.FindSection(other);
      if (section == nullptr) continue;
      Tell(0, absl::StrCat("[req] does not say ", base::ToAbsl(key), ": [", base::ToAbsl(other), "] is taken"));
      return section;
    }
    return nullptr;
  }

  absl::Status ReadSubject() {
    static constexpr std::array<std::string_view, 3> kUsual = {"req_distinguished_name", "dn", "req_dn"};
    int line = 0;
    const absl::StatusOr<const TemplateSection*> section = SectionOf("distinguished_name", kUsual, &line);
    if (!section.ok()) return section.status();
    if (*section == nullptr) {
      Tell(0, "[req] does not say distinguished_name: the subject is empty");
      return absl::OkStatus();
    }
    const absl::StatusOr<std::string> prompt = ValueOf("prompt", &line);
    if (!prompt.ok()) return prompt.status();
    const bool prompts = !base::EqualsIgnoreAsciiCase(*prompt, "no");
    absl::StatusOr<std::vector<TemplateField>> fields = ReadTemplateSubject(**section, prompts, &out_.notices);
    if (!fields.ok()) return fields.status();
    out_.subject = *std::move(fields);
    return absl::OkStatus();
  }

  absl::Status ReadExtensions() {
    static constexpr std::array<std::string_view, 2> kUsual = {"v3_req", "req_ext"};
    int line = 0;
    const absl::StatusOr<const TemplateSection*> section = SectionOf("req_extensions", kUsual, &line);
    if (!section.ok()) return section.status();
    if (*section == nullptr) {
      Tell(0, "[req] does not say req_extensions: no extension is asked for but the names");
      return absl::OkStatus();
    }
    absl::StatusOr<TemplateExtensions> extensions = ReadTemplateExtensions(file_, **section, &out_.notices);
    if (!extensions.ok()) return extensions.status();
    out_.extensions = *std::move(extensions);
    return absl::OkStatus();
  }

  TemplateFile file_;
  const TemplateSection* req_ = nullptr;
  CsrTemplate out_;
};

}  // namespace

absl::StatusOr<CsrTemplate> ParseCsrTemplate(std::string_view text) { return CsrTemplateReader().Read(text); }

std::string DefaultCsrTemplate(x509::KeyType key) {
  return absl::StrCat(base::ToAbsl(kDefaultTemplate), key == x509::KeyType::kRsa ? ", keyEncipherment\n" : "\n");
}

}  // namespace certsweep::replacer
