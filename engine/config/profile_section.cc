// [profile.NAME]: an appliance.
#include "engine/config/profile_section.h"

#include <array>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/appliance_profile.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

constexpr int64_t kOthersBits = 07;
constexpr int64_t kOwnerReads = 0400;
constexpr int64_t kAllowedBits = 0660;

ProfileSection& Profile(const ValueReader& reader) { return reader.draft().profile; }

void ReadPorts(const ValueReader& reader) { Profile(reader).ports = reader.Ports(); }

void ReadPemPath(const ValueReader& reader) {
  if (const auto path = reader.RemotePath()) Profile(reader).pem_path = *path;
}

void ReadChainPath(const ValueReader& reader) {
  if (const auto path = reader.RemotePath()) Profile(reader).chain_path = *path;
}

// "0640", "640" or 0o640. A plain 640 is another number, whatever its author meant.
std::optional<int64_t> ModeOf(const TomlValue& value) {
  if (value.is_octal) return value.integer;
  int64_t mode = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [rest, error] = std::from_chars(value.text.data(), end, mode, 8);
  const bool is_octal = value.kind == TomlValue::Kind::kString && error == std::errc() && rest == end && mode >= 0;
  return is_octal ? std::optional(mode) : std::nullopt;
}

void ReadPemMode(const ValueReader& reader) {
  const TomlValue& value = reader.value();
  const auto complain = [&](std::string_view what) {
    reader.Complain(value.line,
                    absl::StrCat("is ", base::DisplayText(value.ToToml(), 32), " and ", base::ToAbsl(what)));
  };
  const auto mode = ModeOf(value);
  if (!mode) return complain("should be a mode in octal, as \"0640\" or 0o640");
  if ((*mode & kOthersBits) != 0) return complain("would show the private key to everybody there");
  if ((*mode & kOwnerReads) == 0 || (*mode & ~kAllowedBits) != 0) {
    return complain("should let the owner read it, and nobody run it, as \"0640\"");
  }
  Profile(reader).pem_mode = static_cast<uint32_t>(*mode);
}

void ReadTestCommand(const ValueReader& reader) {
  if (const auto item = reader.Line()) Profile(reader).test_command = item->text;
}

void ReadRestartCommand(const ValueReader& reader) {
  if (const auto item = reader.Line()) Profile(reader).restart_command = item->text;
}

void ReadLegacySsh(const ValueReader& reader) {
  if (const auto legacy = reader.Boolean()) Profile(reader).legacy_ssh = *legacy;
}

// Nothing where it is no step, which is told.
std::optional<DialogueStep> StepOf(const ValueReader& reader, const TomlValue& value) {
  DialogueStep step;
  bool is_right = value.kind == TomlValue::Kind::kTable;
  for (const TomlEntry& entry : value.entries) {
    is_right =
        is_right && entry.value.kind == TomlValue::Kind::kString && (entry.key == "expect" || entry.key == "send");
    (entry.key == "send" ? step.send : step.expect) = entry.value.text;
  }
  if (is_right && !step.expect.empty()) return step;
  reader.Complain(value.line, "has a step that is not { expect = \"...\", send = \"...\" }");
  return std::nullopt;
}

void ReadDialogue(const ValueReader& reader) {
  const TomlValue& value = reader.value();
  if (value.kind != TomlValue::Kind::kArray) return reader.ComplainOfKind("a list of { expect = ..., send = ... }");
  if (value.items.empty()) reader.Complain(value.line, "is an empty list: leave it out");
  Profile(reader).dialogue.clear();
  for (const TomlValue& item : value.items) {
    if (auto step = StepOf(reader, item)) Profile(reader).dialogue.push_back(*std::move(step));
  }
}

constexpr std::array kSettings = {
    Setting{.key = "ports",
            .comment = "Where it listens with this certificate; each is looked at after the restart.",
            .value = "[4343, 443]",
            .is_on = false,
            .read = ReadPorts},
    Setting{.key = "pem_path",
            .comment = "Private key, certificate and chain, on the appliance.",
            .value = R"("/etc/lighttpd/server.pem")",
            .is_on = false,
            .read = ReadPemPath},
    Setting{.key = "chain_path",
            .comment = "Where the chain has to lie in a file of its own, too: lighttpd before 1.4.48.",
            .value = R"("/etc/lighttpd/chain.pem")",
            .is_on = false,
            .read = ReadChainPath},
    Setting{.key = "pem_mode",
            .comment = "Of the new file. Off: as the old one, without any right for others.",
            .value = R"("0640")",
            .is_on = false,
            .read = ReadPemMode},
    Setting{.key = "test_command",
            .comment = "Has to end with 0 before the restart. With {pem} in it, the path of the new file, it is run\n"
                       "before that takes the old one's place.",
            .value = R"("lighttpd -tt -f /etc/lighttpd/lighttpd.conf")",
            .is_on = false,
            .read = ReadTestCommand},
    Setting{.key = "restart_command",
            .comment = "Makes the server read the new file.",
            .value = R"("service lighttpd restart")",
            .is_on = false,
            .read = ReadRestartCommand},
    Setting{.key = "legacy_ssh",
            .comment = "Allow SSH with SHA-1, for appliances that have nothing better.",
            .value = "false",
            .is_on = false,
            .read = ReadLegacySsh},
    Setting{.key = "dialogue",
            .comment = "The way through a restricted shell: what to wait for, and what to send then.",
            .value = R"([{ expect = "> ", send = "enable" }])",
            .is_on = false,
            .read = ReadDialogue},
};

// What the file does not give is that of the built-in one, where there is one of the name.
void BeginProfile(const TomlTable& table, Draft* draft) {
  const auto built_in = BuiltInProfiles().find(table.name);
  draft->profile = built_in == BuiltInProfiles().end() ? ProfileSection{} : built_in->second;
  draft->profile.name = table.name;
  draft->profile.line = table.line;
}

void EndProfile(const TomlTable& table, Draft* draft, ProblemLog*) {
  draft->config.profiles.insert_or_assign(table.name, std::exchange(draft->profile, {}));
}

}  // namespace

const Section& ProfileSectionTable() {
  static constexpr Section kSection = {
      .name = "profile",
      .comment =
          "An appliance; a [profile.NAME] for each. sps, lighttpd, nginx and apache are there without: one of\n"
          "their names changes what it gives and leaves the rest.",
      .settings = kSettings,
      .form = Section::Form::kNamed,
      .example = "sps",
      .begin_table = BeginProfile,
      .end_table = EndProfile};
  return kSection;
}

}  // namespace certsweep::config
