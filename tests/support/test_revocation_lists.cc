#include "tests/support/test_revocation_lists.h"

#include <utility>

namespace certsweep::test {
namespace {

constexpr uint8_t kEnumeratedTag = 0x0a;
constexpr char kCrlNumberOid[] = "2.5.29.20";
constexpr char kReasonCodeOid[] = "2.5.29.21";

std::string Extensions(const std::vector<TestExtension>& extensions) {
  std::string contents;
  for (const TestExtension& extension : extensions) contents += EncodedExtension(extension);
  return Der(kSequenceTag, contents);
}

}  // namespace

std::string RevokedEntry(uint64_t serial, int64_t unix_seconds, std::optional<int> reason,
                         const std::vector<TestExtension>& extensions) {
  std::vector<TestExtension> all = extensions;
  if (reason) {
    all.insert(all.begin(), {kReasonCodeOid, false, Der(kEnumeratedTag, std::string(1, static_cast<char>(*reason)))});
  }
  return DerSequence({DerInteger(serial), DerTime(unix_seconds), all.empty() ? "" : Extensions(all)});
}

RevocationListBuilder::RevocationListBuilder(const TestCertificate& issuer)
    : key_(issuer.key), issuer_(issuer.subject) {
  Updates(kTestTime - kTestDay, kTestTime + 30 * kTestDay);
  Extension(kCrlNumberOid, false, DerInteger(1));
}

RevocationListBuilder& RevocationListBuilder::SignedBy(TestKey key) {
  key_ = std::move(key);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::IssuerName(std::string name_der) {
  issuer_ = std::move(name_der);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::Updates(int64_t this_update, std::optional<int64_t> next_update) {
  return RawUpdates(DerTime(this_update) + (next_update ? DerTime(*next_update) : ""));
}

RevocationListBuilder& RevocationListBuilder::RawUpdates(std::string der) {
  updates_ = std::move(der);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::RawVersion(std::string der) {
  version_ = std::move(der);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::Revoke(uint64_t serial, std::optional<int> reason) {
  return Entry(RevokedEntry(serial, kTestTime - kTestDay, reason));
}

RevocationListBuilder& RevocationListBuilder::Entry(std::string der) {
  entries_ += der;
  return *this;
}

RevocationListBuilder& RevocationListBuilder::Extension(std::string oid, bool critical, std::string value) {
  extensions_.push_back({std::move(oid), critical, std::move(value)});
  return *this;
}

RevocationListBuilder& RevocationListBuilder::WithoutExtensions() {
  extensions_.clear();
  return *this;
}

RevocationListBuilder& RevocationListBuilder::Signature(SignatureScheme scheme) {
  scheme_ = scheme;
  return *this;
}

RevocationListBuilder& RevocationListBuilder::RawInnerAlgorithm(std::string der) {
  inner_algorithm_ = std::move(der);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::RawTail(std::string der) {
  tail_ = std::move(der);
  return *this;
}

RevocationListBuilder& RevocationListBuilder::TamperedSignature() {
  tampered_ = true;
  return *this;
}

std::string RevocationListBuilder::Tbs() const {
  return DerSequence({version_, inner_algorithm_.value_or(AlgorithmOf(key_, scheme_)), issuer_, updates_,
                      entries_.empty() ? "" : Der(kSequenceTag, entries_),
                      extensions_.empty() ? "" : Der(ConstructedContextTag(0), Extensions(extensions_)), tail_});
}

std::string RevocationListBuilder::Build() const {
  const std::string tbs = Tbs();
  std::string signature = Sign(key_, scheme_, tbs);
  if (tampered_) signature.back() = static_cast<char>(signature.back() ^ 1);
  return DerSequence({tbs, AlgorithmOf(key_, scheme_), DerBitString(signature)});
}

}  // namespace certsweep::test
