#include "replacer/request/template_subject.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

constexpr std::array<std::string_view, 4> kPromptEndings = {"_min", "_max", "_default", "_value"};

bool IsAboutAnother(std::string_view name) {
  for (const std::string_view ending : kPromptEndings) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

// "0.organizationName" -> "organizationName", as OpenSSL does for what there are several of. OpenSSL does so with the
// first number of an OID too, which nobody means.
std::string_view WithoutPrefix(std::string_view name) {
  if (!name.starts_with("0.") && FindSubjectAttribute(name)) return name;
  const size_t mark = name.find_first_of(".:,");
  return mark == std::string_view::npos || mark + 1 == name.size() ? name : name.substr(mark + 1);
}

// The answer to the question that `entry` is; nullptr: a person would have to be asked.
const TemplateEntry* AnswerTo(const TemplateSection& section, const TemplateEntry& entry) {
  const TemplateEntry* value = FindEntry(section, entry.name + "_value");
  return value != nullptr ? value : FindEntry(section, entry.name + "_default");
}

class SubjectReader {
 public:
  SubjectReader(const TemplateSection& section, bool prompts, std::vector<TemplateNotice>* notices)
      : section_(section), prompts_(prompts), notices_(*notices) {}

  absl::StatusOr<std::vector<TemplateField>> Read() {
    for (const TemplateEntry& entry : section_.entries) {
      if (prompts_ && IsAboutAnother(entry.name)) continue;
      if (absl::Status status = TakeEntry(entry); !status.ok()) return status;
    }
    return std::move(fields_);
  }

 private:
  void Tell(const TemplateEntry& entry, std::string text) { notices_.push_back({entry.line, std::move(text)}); }

  absl::Status TakeEntry(const TemplateEntry& entry) {
    std::string_view name = WithoutPrefix(entry.name);
    const bool joins = name.starts_with('+');
    if (joins) name.remove_prefix(1);
    const std::optional<SubjectAttribute> attribute = FindSubjectAttribute(name);
    if (!attribute) {
      Tell(entry, absl::StrCat("left out, for no attribute of a subject is called ", Quoted(name)));
      return absl::OkStatus();
    }
    const absl::StatusOr<std::string> text = TextOf(entry, *attribute);
    if (!text.ok()) return text.status();
    if (text->empty() && attribute->oid != kCommonNameOid) return absl::OkStatus();
    fields_.push_back(
        {.attribute = *attribute, .text = *text, .line = entry.line, .joins_previous = joins && !fields_.empty()});
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> TextOf(const TemplateEntry& entry, const SubjectAttribute& attribute) {
    if (!prompts_) return Trimmed(entry.Text());
    const TemplateEntry* answer = AnswerTo(section_, entry);
    if (answer == nullptr) {
      if (attribute.oid != kCommonNameOid) {
        Tell(entry, absl::StrCat(attribute.name, " is left out: without \"prompt = no\" its value is a question, and ",
                                 base::DisplayText(entry.name, 80), "_default is missing"));
      }
      return std::string();
    }
    absl::StatusOr<std::string> text = Trimmed(answer->Text());
    // What OpenSSL takes for "leave it blank".
    if (text.ok() && *text == ".") text->clear();
    return text;
  }

  static absl::StatusOr<std::string> Trimmed(absl::StatusOr<std::string> text) {
    if (text.ok()) *text = std::string(TrimBlanks(*text));
    return text;
  }

  const TemplateSection& section_;
  const bool prompts_;
  std::vector<TemplateNotice>& notices_;
  std::vector<TemplateField> fields_;
};

}  // namespace

absl::StatusOr<std::vector<TemplateField>> ReadTemplateSubject(const TemplateSection& section, bool prompts,
                                                               std::vector<TemplateNotice>* notices) {
  return SubjectReader(section, prompts, notices).Read();
}

}  // namespace certsweep::replacer
