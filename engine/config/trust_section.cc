// [trust]: what paths are built of and end in.
#include <array>

#include "engine/config/section.h"

namespace certsweep::config {

namespace {

void ReadFiles(const ValueReader& reader) { reader.draft().config.trust.files = reader.Paths("system"); }

void ReadIntermediates(const ValueReader& reader) { reader.draft().config.trust.intermediates = reader.Paths(); }

void ReadCrls(const ValueReader& reader) { reader.draft().config.trust.crls = reader.Paths(); }

constexpr std::array kSettings = {
    Setting{.key = "files",
            .comment =
                "Trust anchors: files (PEM, DER or PKCS#7), folders of them, or \"system\". --trust takes its place.",
            .value = R"(["system"])",
            .read = ReadFiles},
    Setting{.key = "intermediates",
            .comment = "Further certificates to build paths with. --intermediates takes its place.",
            .value = R"(["issuing-ca.pem"])",
            .is_on = false,
            .read = ReadIntermediates},
    Setting{.key = "crls",
            .comment = "Certificate revocation lists. --crl takes its place.",
            .value = R"(["issuing-ca.crl"])",
            .is_on = false,
            .read = ReadCrls},
};

}  // namespace

const Section& TrustSectionTable() {
  static constexpr Section kSection = {.name = "trust",
                                       .comment =
                                           "What paths are built of and end in. Not for `verify --batch`, where "
                                           "each case brings its own.",
                                       .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
