// [policy]: what is asked of a certificate beside a valid path.
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/digest_list.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

using x509::HashAlgorithm;
using x509::KeyType;

constexpr int kMostDays = 36'500;

void ReadMinRsaBits(const ValueReader& reader) {
  if (const auto bits = reader.Integer(512, 16'384)) reader.policy().min_rsa_bits = *bits;
}

void ReadMinEcBits(const ValueReader& reader) {
  if (const auto bits = reader.Integer(160, 521)) reader.policy().min_ec_bits = *bits;
}

// DSA is always weak_key, and MD2 and MD4 are what nothing here can check.
void ReadKeyTypes(const ValueReader& reader) {
  constexpr std::array kTypes = {KeyType::kRsa, KeyType::kRsaPss, KeyType::kEc, KeyType::kEd25519, KeyType::kEd448};
  std::array<std::string_view, kTypes.size()> names;
  for (size_t i = 0; i < kTypes.size(); ++i) names[i] = x509::KeyTypeName(kTypes[i]);
  pki::KeyTypeSet allowed;
  for (const size_t place : reader.Choices(names)) allowed.Insert(kTypes[place]);
  reader.policy().allowed_key_types = allowed;
}

void ReadHashes(const ValueReader& reader) {
  constexpr std::array kHashes = {HashAlgorithm::kMd5,    HashAlgorithm::kSha1,   HashAlgorithm::kSha224,
                                  HashAlgorithm::kSha256, HashAlgorithm::kSha384, HashAlgorithm::kSha512};
  std::array<std::string_view, kHashes.size()> names;
  for (size_t i = 0; i < kHashes.size(); ++i) names[i] = x509::HashAlgorithmName(kHashes[i]);
  pki::HashSet allowed;
  for (const size_t place : reader.Choices(names)) allowed.Insert(kHashes[place]);
  reader.policy().allowed_hashes = allowed;
}

void ReadMaxValidityDays(const ValueReader& reader) {
  if (const auto days = reader.Integer(1, kMostDays)) reader.policy().max_validity_days = *days;
}

void ReadMinDaysLeft(const ValueReader& reader) {
  if (const auto days = reader.Integer(0, kMostDays)) reader.policy().min_days_left = *days;
}

void ReadRequiredUsages(const ValueReader& reader) {
  std::vector<pki::ExtendedKeyUsage> usages;
  for (const ValueReader::Item& item : reader.Strings()) {
    if (auto usage = pki::ParseExtendedKeyUsage(item.text)) {
      usages.push_back(*std::move(usage));
    } else {
      reader.ComplainAbout(item, absl::StrCat("is neither a usage with a name nor an OID",
                                              Suggestion(item.text, pki::ExtendedKeyUsageNames())));
    }
  }
  reader.policy().required_usages = std::make_shared<const std::vector<pki::ExtendedKeyUsage>>(std::move(usages));
}

void ReadAllowedIssuers(const ValueReader& reader) {
  auto issuers = std::make_shared<pki::AllowedIssuers>();
  for (const ValueReader::Item& item : reader.Strings()) {
    if (const absl::Status status = issuers->Add(item.text); !status.ok()) {
      reader.ComplainAbout(item, base::ToStd(status.message()));
    }
  }
  reader.policy().allowed_issuers = std::move(issuers);
}

void ReadForbiddenKeys(const ValueReader& reader) {
  for (const ValueReader::Item& item : reader.Strings()) {
    if (const auto digest = base::Sha256FromHex(item.text)) {
      reader.draft().forbidden_keys.push_back(*digest);
    } else {
      reader.ComplainAbout(item, "is no SHA-256 in hex");
    }
  }
}

void ReadForbiddenKeyFiles(const ValueReader& reader) {
  for (const ValueReader::Item& item : reader.Strings()) {
    const std::optional<std::string> text = reader.ReadFile(item);
    if (!text) continue;
    std::vector<std::string> problems;
    ReadDigestList(*text, reader.Resolve(item.text), &reader.draft().forbidden_keys, &problems);
    for (std::string& problem : problems) reader.ComplainElsewhere(item.line, std::move(problem));
  }
}

constexpr std::array kSettings = {
    Setting{.key = "min_rsa_bits",
            .comment = "Fewer bits in an RSA key are weak_key. Of every certificate but the trust anchor.",
            .value = "2048",
            .read = ReadMinRsaBits},
    Setting{.key = "min_ec_bits",
            .comment = "Fewer bits in the field of an EC key are weak_key.",
            .value = "256",
            .read = ReadMinEcBits},
    Setting{.key = "allowed_key_types",
            .comment = "Keys of other types are weak_key: RSA, RSA-PSS, EC, Ed25519, Ed448. DSA always is.",
            .value = R"(["RSA", "RSA-PSS", "EC", "Ed25519"])",
            .is_on = false,
            .read = ReadKeyTypes},
    Setting{.key = "allowed_hashes",
            .comment =
                "A signature with another hash is weak_signature; not the trust anchor's own. Known: MD5, SHA-1,\n"
                "SHA-224, SHA-256, SHA-384, SHA-512. Ed25519 and Ed448 are allowed in their own right.",
            .value = R"(["SHA-256", "SHA-384", "SHA-512"])",
            .read = ReadHashes},
    Setting{.key = "max_validity_days",
            .comment = "A leaf that is valid for longer is validity_too_long.",
            .value = "398",
            .is_on = false,
            .read = ReadMaxValidityDays},
    Setting{.key = "min_days_left",
            .comment = "Fewer whole days left are expiring_soon, a warning. The option --min-days-left counts more.",
            .value = "30",
            .read = ReadMinDaysLeft},
    Setting{.key = "required_eku",
            .comment =
                "A leaf whose extendedKeyUsage does not list all of these is extended_key_usage_missing: serverAuth,\n"
                "clientAuth, codeSigning, emailProtection, timeStamping, OCSPSigning, or an OID.",
            .value = R"(["serverAuth"])",
            .is_on = false,
            .read = ReadRequiredUsages},
    Setting{.key = "allowed_issuers",
            .comment =
                "A leaf with none of these above it, on its path to the trust anchor, is issuer_not_allowed. The\n"
                "SHA-256 of the issuer's certificate or of its SubjectPublicKeyInfo, in hex; or its subject as\n"
                "certsweep shows it, to the letter, which is as safe as every CA below your anchors is careful.",
            .value = R"(["CN=Corp Issuing CA,O=Corp"])",
            .is_on = false,
            .read = ReadAllowedIssuers},
    Setting{.key = "forbidden_spki_sha256",
            .comment =
                "A certificate with one of these keys, anywhere on the path, is forbidden_key: the SHA-256 of its\n"
                "SubjectPublicKeyInfo, in hex (spki_sha256 in the JSON).",
            .value = R"(["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"])",
            .is_on = false,
            .read = ReadForbiddenKeys},
    Setting{.key = "forbidden_spki_files",
            .comment = "The same from files: one a line, # begins a comment. A million lines are fine.",
            .value = R"(["weak-keys.txt"])",
            .is_on = false,
            .read = ReadForbiddenKeyFiles},
};

}  // namespace

const Section& PolicySection() {
  static constexpr Section kSection = {
      .name = "policy",
      .comment = "What is asked of certificates beside a valid path. None of it makes a certificate trusted, or not.",
      .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
