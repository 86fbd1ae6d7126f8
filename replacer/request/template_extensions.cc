#include "replacer/request/template_extensions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"
#include "engine/x509/extensions.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

struct UsageBit {
  std::string_view name;
  int bit;
};

// RFC 5280, 4.2.1.3, as OpenSSL spells them.
constexpr std::array kUsageBits = {
    UsageBit{"digitalSignature", 0}, UsageBit{"nonRepudiation", 1},   UsageBit{"contentCommitment", 1},
    UsageBit{"keyEncipherment", 2},  UsageBit{"dataEncipherment", 3}, UsageBit{"keyAgreement", 4},
    UsageBit{"keyCertSign", 5},      UsageBit{"cRLSign", 6},          UsageBit{"encipherOnly", 7},
    UsageBit{"decipherOnly", 8},
};
constexpr uint16_t kUsagesOfCas = x509::kKeyCertSign | x509::kCrlSign;

struct Purpose {
  std::string_view name, oid;
};

// RFC 5280, 4.2.1.12 and what Microsoft and Netscape added, as OpenSSL spells them.
constexpr std::array kPurposes = {
    Purpose{"serverAuth", x509::kServerAuthOid},
    Purpose{"clientAuth", "1.3.6.1.5.5.7.3.2"},
    Purpose{"codeSigning", "1.3.6.1.5.5.7.3.3"},
    Purpose{"emailProtection", "1.3.6.1.5.5.7.3.4"},
    Purpose{"ipsecEndSystem", "1.3.6.1.5.5.7.3.5"},
    Purpose{"ipsecTunnel", "1.3.6.1.5.5.7.3.6"},
    Purpose{"ipsecUser", "1.3.6.1.5.5.7.3.7"},
    Purpose{"timeStamping", "1.3.6.1.5.5.7.3.8"},
    Purpose{"OCSPSigning", "1.3.6.1.5.5.7.3.9"},
    Purpose{"ipsecIKE", "1.3.6.1.5.5.7.3.17"},
    Purpose{"msSmartcardLogin", "1.3.6.1.4.1.311.20.2.2"},
    Purpose{"msSGC", "1.3.6.1.4.1.311.10.3.3"},
    Purpose{"nsSGC", "2.16.840.1.113730.4.1"},
    Purpose{"anyExtendedKeyUsage", x509::kAnyExtendedKeyUsageOid},
};

bool IsSame(std::string_view a, std::string_view b) { return base::EqualsIgnoreAsciiCase(a, b); }

int UsageBitOf(std::string_view name) {
  for (const UsageBit& known : kUsageBits) {
    if (IsSame(known.name, name)) return known.bit;
  }
  return -1;
}

// The dotted OID; empty: no such purpose.
std::string PurposeOid(std::string_view name) {
  for (const Purpose& known : kPurposes) {
    if (IsSame(known.name, name)) return std::string(known.oid);
  }
  const bool dotted = name.size() > 4 && name[0] <= '2' && name[1] == '.' &&
                      name.find("..") == std::string_view::npos && name.back() != '.' &&
                      name.find_first_not_of("0123456789.") == std::string_view::npos;
  return dotted ? std::string(name) : std::string();
}

enum class NameKind { kNone, kDns, kIp, kOther };

// "DNS", "DNS.1" and the like.
NameKind KindOfName(std::string_view name) {
  const std::string_view kind = TrimBlanks(name.substr(0, name.find('.')));
  if (IsSame(kind, "DNS")) return NameKind::kDns;
  if (IsSame(kind, "IP")) return NameKind::kIp;
  for (const std::string_view other : {"email", "URI", "RID", "dirName", "otherName"}) {
    if (IsSame(kind, other)) return NameKind::kOther;
  }
  return NameKind::kNone;
}

class ExtensionsReader {
 public:
  ExtensionsReader(const TemplateFile& file, const TemplateSection& section, std::vector<TemplateNotice>* notices)
      : file_(file), section_(section), notices_(*notices) {}

  absl::StatusOr<TemplateExtensions> Read() {
    for (const TemplateEntry& entry : section_.entries) {
      if (absl::Status status = TakeEntry(entry); !status.ok()) return status;
    }
    if (absl::Status status = TakeStrayNames(); !status.ok()) return status;
    return std::move(out_);
  }

 private:
  void Tell(int line, std::string text) { notices_.push_back({line, std::move(text)}); }

  void TellLeftOut(const TemplateEntry& entry, std::string_view what, std::string_view why) {
    Tell(entry.line,
         absl::StrCat(base::DisplayText(entry.name, 80), ": ", Quoted(what), " is left out", base::ToAbsl(why)));
  }

  absl::Status TakeEntry(const TemplateEntry& entry) {
    if (KindOfName(entry.name) != NameKind::kNone) return absl::OkStatus();  // TakeStrayNames
    const auto takes = {std::pair("basicConstraints", &ExtensionsReader::TakeBasicConstraints),
                        std::pair("keyUsage", &ExtensionsReader::TakeKeyUsage),
                        std::pair("extendedKeyUsage", &ExtensionsReader::TakeExtendedKeyUsage),
                        std::pair("subjectAltName", &ExtensionsReader::TakeSubjectAltName)};
    for (const auto& [name, take] : takes) {
      if (!IsSame(entry.name, name)) continue;
      const absl::StatusOr<std::string> text = entry.Text();
      return text.ok() ? (this->*take)(entry, *text) : text.status();
    }
    Tell(entry.line, absl::StrCat(Quoted(entry.name), " is left out: the CA decides it"));
    return absl::OkStatus();
  }

  // The items of "critical, a, b", trimmed.
  static std::vector<std::string_view> Items(std::string_view text, bool* critical) {
    std::vector<std::string_view> items;
    for (const absl::string_view part : absl::StrSplit(base::ToAbsl(text), ',')) {
      const std::string_view item = TrimBlanks(base::ToStd(part));
      if (IsSame(item, "critical") && items.empty()) {
        *critical = true;
      } else if (!item.empty()) {
        items.push_back(item);
      }
    }
    return items;
  }

  absl::Status TakeBasicConstraints(const TemplateEntry& entry, const std::string& text) {
    out_.not_a_ca = true;
    for (const std::string_view item : Items(text, &out_.not_a_ca_critical)) {
      std::string value(item);
      std::erase_if(value, [](char c) { return c == ' ' || c == '\t'; });
      if (!IsSame(value, "CA:FALSE")) TellLeftOut(entry, item, ": CA:FALSE is asked for");
    }
    return absl::OkStatus();
  }

  absl::Status TakeKeyUsage(const TemplateEntry& entry, const std::string& text) {
    for (const std::string_view item : Items(text, &out_.key_usage_critical)) {
      const int bit = UsageBitOf(item);
      if (bit < 0) {
        TellLeftOut(entry, item, ": there is no such usage");
      } else if ((kUsagesOfCas >> bit & 1) != 0) {
        TellLeftOut(entry, item, ": it is for CAs");
      } else {
        out_.key_usage = static_cast<uint16_t>(out_.key_usage | 1 << bit);
      }
    }
    return absl::OkStatus();
  }

  absl::Status TakeExtendedKeyUsage(const TemplateEntry& entry, const std::string& text) {
    std::vector<std::string>& oids = out_.extended_key_usage;
    for (const std::string_view item : Items(text, &out_.extended_key_usage_critical)) {
      std::string oid = PurposeOid(item);
      if (oid.empty()) {
        TellLeftOut(entry, item, ": there is no such purpose");
      } else if (std::find(oids.begin(), oids.end(), oid) == oids.end()) {
        oids.push_back(std::move(oid));
      }
    }
    if (!oids.empty() && std::find(oids.begin(), oids.end(), x509::kServerAuthOid) == oids.end()) {
      Tell(entry.line, "serverAuth is not among them: the certificate will not do for a server");
    }
    return absl::OkStatus();
  }

  absl::Status TakeSubjectAltName(const TemplateEntry& entry, const std::string& text) {
    for (const std::string_view item : Items(text, &out_.names_critical)) {
      if (item.starts_with('@')) {
        if (absl::Status status = TakeNameSection(entry, item.substr(1)); !status.ok()) return status;
      } else {
        TakeInlineName(entry, item);
      }
    }
    return absl::OkStatus();
  }

  // "DNS:a.example", "IP:10.0.0.7".
  void TakeInlineName(const TemplateEntry& entry, std::string_view item) {
    const size_t colon = item.find(':');
    const NameKind kind = colon == std::string_view::npos ? NameKind::kNone : KindOfName(item.substr(0, colon));
    const std::string_view text = kind == NameKind::kNone ? item : TrimBlanks(item.substr(colon + 1));
    if (kind != NameKind::kDns && kind != NameKind::kIp) {
      return TellLeftOut(entry, item, ": names are DNS:... and IP:...");
    }
    if (IsSame(text, "copy")) return TellLeftOut(entry, item, "");
    AddName(kind, text, entry.line);
  }

  absl::Status TakeNameSection(const TemplateEntry& entry, std::string_view name) {
    const TemplateSection* names = file_.FindSection(TrimBlanks(name));
    if (names == nullptr) {
      missing_ = absl::StrCat("[", base::DisplayText(TrimBlanks(name), 80), "]");
      missing_line_ = entry.line;
      return absl::OkStatus();
    }
    for (const TemplateEntry& found : names->entries) {
      if (absl::Status status = TakeNameEntry(found, true); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // `told`: whether it is odd that another kind of entry stands here.
  absl::Status TakeNameEntry(const TemplateEntry& entry, bool told) {
    const NameKind kind = KindOfName(entry.name);
    if (kind == NameKind::kNone && !told) return absl::OkStatus();
    const absl::StatusOr<std::string> text = entry.Text();
    if (!text.ok()) return text.status();
    const std::string_view trimmed = TrimBlanks(*text);
    if (kind == NameKind::kDns || kind == NameKind::kIp) {
      AddName(kind, trimmed, entry.line);
    } else if (!trimmed.empty()) {
      TellLeftOut(entry, trimmed, ": names are DNS.1, IP.1 and so on");
    }
    return absl::OkStatus();
  }

  // The number of a DNS.2 that nobody filled in means nothing.
  void AddName(NameKind kind, std::string_view text, int line) {
    if (!text.empty()) out_.names.push_back({.text = std::string(text), .is_ip = kind == NameKind::kIp, .line = line});
  }

  // Names that stand where the header of their section was lost: in the section of extensions, else in any.
  absl::Status TakeStrayNames() {
    const size_t before = out_.names.size();
    if (absl::Status status = TakeNamesFrom(section_); !status.ok()) return status;
    if (missing_.empty() || HasNames(section_)) return absl::OkStatus();
    for (const TemplateSection& section : file_.sections()) {
      if (&section == &section_) continue;
      if (absl::Status status = TakeNamesFrom(section); !status.ok()) return status;
    }
    if (out_.names.size() == before)
      Tell(missing_line_, absl::StrCat(missing_, " is missing, and there are no names elsewhere"));
    return absl::OkStatus();
  }

  static bool HasNames(const TemplateSection& section) {
    return std::any_of(section.entries.begin(), section.entries.end(),
                       [](const TemplateEntry& entry) { return KindOfName(entry.name) != NameKind::kNone; });
  }

  absl::Status TakeNamesFrom(const TemplateSection& section) {
    if (!HasNames(section)) return absl::OkStatus();
    const auto first = std::find_if(section.entries.begin(), section.entries.end(), [](const TemplateEntry& entry) {
      return KindOfName(entry.name) != NameKind::kNone;
    });
    const std::string why = missing_.empty() ? std::string() : absl::StrCat(", for ", missing_, " is missing");
    Tell(first->line, absl::StrCat("names that stand in [", base::DisplayText(section.name, 80), "] are taken", why));
    for (const TemplateEntry& entry : section.entries) {
      if (absl::Status status = TakeNameEntry(entry, false); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  const TemplateFile& file_;
  const TemplateSection& section_;
  std::vector<TemplateNotice>& notices_;
  TemplateExtensions out_;
  std::string missing_;  // "[alt_names]", that subjectAltName refers to
  int missing_line_ = 0;
};

}  // namespace

absl::StatusOr<TemplateExtensions> ReadTemplateExtensions(const TemplateFile& file, const TemplateSection& section,
                                                          std::vector<TemplateNotice>* notices) {
  return ExtensionsReader(file, section, notices).Read();
}

}  // namespace certsweep::replacer
