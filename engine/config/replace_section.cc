// [replace]: what certificates are replaced with.
#include "engine/config/replace_section.h"

#include "engine/config/section.h"
#include "engine/x509/new_key.h"

namespace certsweep::config {

namespace {

constexpr int kMostBackups = 1000;

ReplaceSection& Replace(const ValueReader& reader) { return reader.draft().config.replace; }

void ReadIssuer(const ValueReader& reader) {
  if (const auto name = reader.IssuerName()) Replace(reader).issuer = *name;
}

void ReadTemplate(const ValueReader& reader) {
  if (const auto path = reader.ReplacementFile()) Replace(reader).template_path = *path;
}

void ReadProfile(const ValueReader& reader) {
  if (const auto name = reader.ProfileName()) Replace(reader).profile = *name;
}

void ReadKeyType(const ValueReader& reader) {
  if (const auto place = reader.Choice(x509::kNewKeyTypeNames)) {
    Replace(reader).key_type = x509::kNewKeyTypeNames[*place];
  }
}

void ReadReuseKey(const ValueReader& reader) {
  if (const auto reuse = reader.Boolean()) Replace(reader).reuse_key = *reuse;
}

void ReadWorkDir(const ValueReader& reader) {
  const auto item = reader.Line();
  if (item) Replace(reader).work_dir = reader.Resolve(item->text);
}

void ReadKeepBackups(const ValueReader& reader) {
  if (const auto count = reader.Integer(1, kMostBackups)) Replace(reader).keep_backups = *count;
}

constexpr std::array kSettings = {
    Setting{.key = "issuer",
            .comment = "Who signs: the NAME of an [issuer.NAME].",
            .value = R"("corp")",
            .is_on = false,
            .read = ReadIssuer},
    Setting{.key = "template",
            .comment = "An OpenSSL configuration file: what the certificate is asked to say.",
            .value = R"("sps.cnf")",
            .is_on = false,
            .read = ReadTemplate},
    Setting{.key = "profile",
            .comment = "The appliance: sps, lighttpd, nginx, apache, or the NAME of a [profile.NAME].",
            .value = R"("sps")",
            .is_on = false,
            .read = ReadProfile},
    Setting{.key = "key_type",
            .comment = "New keys: rsa:2048, rsa:3072, rsa:4096, ec:P-256, ec:P-384 or ec:P-521.",
            .value = R"("rsa:2048")",
            .read = ReadKeyType},
    Setting{.key = "reuse_key",
            .comment = "Ask with the key that the appliance has, instead of a new one.",
            .value = "false",
            .read = ReadReuseKey},
    Setting{.key = "work_dir",
            .comment = "Keys, CSRs and certificates, a folder for each job. Off: replacements in the folder where\n"
                       "certsweep runs.",
            .value = R"("replacements")",
            .is_on = false,
            .read = ReadWorkDir},
    Setting{.key = "keep_backups",
            .comment = "Old files that are kept on the appliance, beside the new one.",
            .value = "3",
            .read = ReadKeepBackups},
};

}  // namespace

const Section& ReplaceSectionTable() {
  static constexpr Section kSection = {.name = "replace",
                                       .comment = "What certificates are replaced with. A scan does not use it.",
                                       .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
