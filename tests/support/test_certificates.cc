#include "tests/support/test_certificates.h"

#include <openssl/digest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <atomic>

#include "engine/base/bytes.h"
#include "engine/x509/pem.h"
#include "tests/support/check.h"

namespace certsweep::test {
namespace {

using x509::HashAlgorithm;

constexpr char kSubjectKeyIdOid[] = "2.5.29.14";
constexpr char kKeyUsageOid[] = "2.5.29.15";
constexpr char kSubjectAltNameOid[] = "2.5.29.17";
constexpr char kBasicConstraintsOid[] = "2.5.29.19";
constexpr char kNameConstraintsOid[] = "2.5.29.30";
constexpr char kCertificatePoliciesOid[] = "2.5.29.32";
constexpr char kPolicyMappingsOid[] = "2.5.29.33";
constexpr char kAuthorityKeyIdOid[] = "2.5.29.35";
constexpr char kPolicyConstraintsOid[] = "2.5.29.36";
constexpr char kExtendedKeyUsageOid[] = "2.5.29.37";
constexpr char kInhibitAnyPolicyOid[] = "2.5.29.54";
constexpr char kPssOid[] = "1.2.840.113549.1.1.10";
constexpr char kMgf1Oid[] = "1.2.840.113549.1.1.8";

// What a hash is called alone and with each kind of key.
struct HashNames {
  HashAlgorithm hash;
  const EVP_MD* (*digest)();
  const char* oid;
  const char* rsa_oid;
  const char* ecdsa_oid;
};

const HashNames& NamesOf(HashAlgorithm hash) {
  static constexpr HashNames kNames[] = {
      {HashAlgorithm::kMd5, EVP_md5, "1.2.840.113549.2.5", "1.2.840.113549.1.1.4", nullptr},
      {HashAlgorithm::kSha1, EVP_sha1, "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"},
      {HashAlgorithm::kSha224, EVP_sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"},
      {HashAlgorithm::kSha256, EVP_sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"},
      {HashAlgorithm::kSha384, EVP_sha384, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"},
      {HashAlgorithm::kSha512, EVP_sha512, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"},
  };
  const auto* found =
      std::find_if(std::begin(kNames), std::end(kNames), [hash](const auto& n) { return n.hash == hash; });
  Check(found != std::end(kNames), "no signature with this hash");
  return *found;
}

std::string PssAlgorithm(const SignatureScheme& scheme) {
  const std::string hash = AlgorithmIdentifier(NamesOf(scheme.hash).oid);
  const std::string salt = DerInteger(static_cast<uint64_t>(scheme.pss_salt_length));
  const std::string parameters = DerSequence({Der(ConstructedContextTag(0), hash),
                                              Der(ConstructedContextTag(1), AlgorithmIdentifier(kMgf1Oid, hash)),
                                              Der(ConstructedContextTag(2), salt)});
  return AlgorithmIdentifier(kPssOid, parameters);
}

}  // namespace

std::string AlgorithmOf(const TestKey& key, const SignatureScheme& scheme) {
  const HashNames& names = NamesOf(scheme.hash);
  if (key.pkey() == nullptr) return AlgorithmIdentifier(names.rsa_oid);
  switch (EVP_PKEY_id(key.pkey())) {
    case EVP_PKEY_RSA:
      return scheme.pss ? PssAlgorithm(scheme) : AlgorithmIdentifier(names.rsa_oid);
    case EVP_PKEY_ED25519:
      return AlgorithmIdentifier("1.3.101.112", "");
    default:
      Check(names.ecdsa_oid != nullptr, "no ECDSA with this hash");
      return AlgorithmIdentifier(names.ecdsa_oid, "");
  }
}

std::string Sign(const TestKey& key, const SignatureScheme& scheme, std::string_view message) {
  Check(key.pkey() != nullptr, "the issuer has no private key: use RawSignature");
  const bool is_ed25519 = EVP_PKEY_id(key.pkey()) == EVP_PKEY_ED25519;
  const EVP_MD* digest = is_ed25519 ? nullptr : NamesOf(scheme.hash).digest();
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* options = nullptr;
  Check(EVP_DigestSignInit(context.get(), &options, digest, nullptr, key.pkey()), "EVP_DigestSignInit");
  if (scheme.pss) {
    Check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(options, scheme.pss_salt_length),
          "RSA-PSS options");
  }
  const base::Bytes bytes = base::AsBytes(message);
  size_t size = 0;
  Check(EVP_DigestSign(context.get(), nullptr, &size, bytes.data(), bytes.size()), "signature size");
  std::string signature(size, '\0');
  Check(EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size, bytes.data(), bytes.size()),
        "EVP_DigestSign");
  signature.resize(size);
  return signature;
}

std::string EncodedExtension(const TestExtension& extension) {
  const std::string critical = extension.critical ? Der(kBooleanTag, "\xff") : "";
  return DerSequence({DerOid(extension.oid), critical, Der(kOctetStringTag, extension.value)});
}

namespace {

// A BIT STRING with named bits: no trailing zero bits (X.690, 11.2.2).
std::string NamedBits(uint16_t bits) {
  if (bits == 0) return Der(kBitStringTag, std::string(1, '\0'));
  std::string octets(2, '\0');
  int last = 0;
  for (int i = 0; i < 16; ++i) {
    if ((bits & (1 << i)) == 0) continue;
    octets[static_cast<size_t>(i / 8)] = static_cast<char>(octets[static_cast<size_t>(i / 8)] | 0x80 >> (i % 8));
    last = i;
  }
  octets.resize(static_cast<size_t>(last / 8 + 1));
  return Der(kBitStringTag, static_cast<char>(7 - last % 8) + octets);
}

std::string Subtrees(int number, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string contents;
  for (const std::string& name : names) contents += Der(kSequenceTag, name);
  return Der(ConstructedContextTag(number), contents);
}

// INTEGER contents under an implicit tag.
std::string ImplicitInteger(int number, std::optional<int> value) {
  return value ? Der(ContextTag(number), std::string(1, static_cast<char>(*value))) : "";
}

std::string SequenceOfOids(const std::vector<std::string>& oids) {
  std::string contents;
  for (const std::string& oid : oids) contents += DerOid(oid);
  return Der(kSequenceTag, contents);
}

// Different for each builder and the same in every run.
uint64_t NextSerial() {
  static std::atomic<uint64_t> serial{0x1000};
  return ++serial;
}

}  // namespace

std::string TestCertificate::Pem() const { return PemOf("CERTIFICATE", der); }

x509::CertificatePtr TestCertificate::Parse() const {
  auto certificate = x509::Certificate::Parse(base::AsBytes(der));
  return certificate.ok() ? *std::move(certificate) : nullptr;
}

CertificateBuilder::CertificateBuilder(std::string_view common_name)
    : key_(TestKey::Ec()), subject_(CommonName(common_name)) {
  Serial(NextSerial());
  Valid(kTestNotBefore, kTestNotAfter);
}

CertificateBuilder& CertificateBuilder::Key(TestKey key) {
  key_ = std::move(key);
  return *this;
}

CertificateBuilder& CertificateBuilder::Subject(std::string name_der) {
  subject_ = std::move(name_der);
  return *this;
}

CertificateBuilder& CertificateBuilder::IssuedBy(const TestCertificate& issuer) {
  return IssuerName(issuer.subject).SignedBy(issuer.key);
}

CertificateBuilder& CertificateBuilder::IssuerName(std::string name_der) {
  issuer_name_ = std::move(name_der);
  return *this;
}

CertificateBuilder& CertificateBuilder::SignedBy(TestKey key) {
  signing_key_ = std::move(key);
  return *this;
}

CertificateBuilder& CertificateBuilder::Version(int version) {
  version_ = version;
  return *this;
}

CertificateBuilder& CertificateBuilder::Serial(uint64_t serial) {
  serial_ = DerInteger(serial);
  return *this;
}

CertificateBuilder& CertificateBuilder::RawSerial(std::string content_octets) {
  serial_ = Der(kIntegerTag, content_octets);
  return *this;
}

CertificateBuilder& CertificateBuilder::Valid(int64_t not_before, int64_t not_after) {
  return RawValidity(DerSequence({DerTime(not_before), DerTime(not_after)}));
}

CertificateBuilder& CertificateBuilder::RawValidity(std::string der) {
  validity_ = std::move(der);
  return *this;
}

CertificateBuilder& CertificateBuilder::RawUniqueIds(std::string der) {
  unique_ids_ = std::move(der);
  return *this;
}

CertificateBuilder& CertificateBuilder::Dns(std::string_view name) { return San(DnsName(name)); }

CertificateBuilder& CertificateBuilder::Ip(std::string_view address) { return San(IpName(address)); }

CertificateBuilder& CertificateBuilder::San(std::string general_name_der) {
  san_ += general_name_der;
  return *this;
}

CertificateBuilder& CertificateBuilder::CriticalSan() {
  critical_san_ = true;
  return *this;
}

CertificateBuilder& CertificateBuilder::Ca(std::optional<int> path_length) {
  default_ca_key_usage_ = true;
  const std::string length = path_length ? DerInteger(static_cast<uint64_t>(*path_length)) : "";
  return Set(kBasicConstraintsOid, true, DerSequence({Der(kBooleanTag, "\xff"), length}));
}

CertificateBuilder& CertificateBuilder::NotCa() {
  default_ca_key_usage_ = false;
  return Set(kBasicConstraintsOid, true, DerSequence({}));
}

CertificateBuilder& CertificateBuilder::KeyUsage(uint16_t bits) {
  default_ca_key_usage_ = false;
  return Set(kKeyUsageOid, true, NamedBits(bits));
}

CertificateBuilder& CertificateBuilder::ExtendedKeyUsage(const std::vector<std::string>& oids) {
  return Set(kExtendedKeyUsageOid, false, SequenceOfOids(oids));
}

CertificateBuilder& CertificateBuilder::NameConstraints(const std::vector<std::string>& permitted,
                                                        const std::vector<std::string>& excluded, bool critical) {
  return Set(kNameConstraintsOid, critical, DerSequence({Subtrees(0, permitted), Subtrees(1, excluded)}));
}

CertificateBuilder& CertificateBuilder::SubjectKeyId(std::string octets) {
  return Set(kSubjectKeyIdOid, false, Der(kOctetStringTag, octets));
}

CertificateBuilder& CertificateBuilder::AuthorityKeyId(std::string octets) {
  return Set(kAuthorityKeyIdOid, false, DerSequence({Der(ContextTag(0), octets)}));
}

CertificateBuilder& CertificateBuilder::Policies(const std::vector<std::string>& oids, bool critical) {
  std::string contents;
  for (const std::string& oid : oids) contents += DerSequence({DerOid(oid)});
  return Set(kCertificatePoliciesOid, critical, Der(kSequenceTag, contents));
}

CertificateBuilder& CertificateBuilder::PolicyMappings(
    const std::vector<std::pair<std::string, std::string>>& issuer_to_subject) {
  std::string contents;
  for (const auto& [issuer, subject] : issuer_to_subject) contents += DerSequence({DerOid(issuer), DerOid(subject)});
  return Set(kPolicyMappingsOid, true, Der(kSequenceTag, contents));
}

CertificateBuilder& CertificateBuilder::PolicyConstraints(std::optional<int> require_explicit_policy,
                                                          std::optional<int> inhibit_policy_mapping) {
  return Set(kPolicyConstraintsOid, true,
             DerSequence({ImplicitInteger(0, require_explicit_policy), ImplicitInteger(1, inhibit_policy_mapping)}));
}

CertificateBuilder& CertificateBuilder::InhibitAnyPolicy(int skip_certificates) {
  return Set(kInhibitAnyPolicyOid, true, DerInteger(static_cast<uint64_t>(skip_certificates)));
}

CertificateBuilder& CertificateBuilder::Extension(std::string oid, bool critical, std::string value) {
  extensions_.push_back({std::move(oid), critical, std::move(value)});
  return *this;
}

CertificateBuilder& CertificateBuilder::WithoutExtension(std::string_view oid) {
  if (oid == kKeyUsageOid) default_ca_key_usage_ = false;
  if (oid == kSubjectAltNameOid) san_.clear();
  std::erase_if(extensions_, [oid](const TestExtension& extension) { return extension.oid == oid; });
  return *this;
}

CertificateBuilder& CertificateBuilder::Set(std::string oid, bool critical, std::string value) {
  std::erase_if(extensions_, [&oid](const TestExtension& extension) { return extension.oid == oid; });
  return Extension(std::move(oid), critical, std::move(value));
}

CertificateBuilder& CertificateBuilder::Signature(SignatureScheme scheme) {
  scheme_ = scheme;
  return *this;
}

CertificateBuilder& CertificateBuilder::RawInnerAlgorithm(std::string der) {
  inner_algorithm_ = std::move(der);
  return *this;
}

CertificateBuilder& CertificateBuilder::RawOuterAlgorithm(std::string der) {
  outer_algorithm_ = std::move(der);
  return *this;
}

CertificateBuilder& CertificateBuilder::RawSignature(std::string bytes) {
  raw_signature_ = std::move(bytes);
  return *this;
}

CertificateBuilder& CertificateBuilder::TamperedSignature() {
  tampered_ = true;
  return *this;
}

std::vector<TestExtension> CertificateBuilder::AllExtensions() const {
  std::vector<TestExtension> all;
  if (!san_.empty()) all.push_back({kSubjectAltNameOid, critical_san_, Der(kSequenceTag, san_)});
  if (default_ca_key_usage_) all.push_back({kKeyUsageOid, true, NamedBits(x509::kKeyCertSign | x509::kCrlSign)});
  all.insert(all.end(), extensions_.begin(), extensions_.end());
  return all;
}

std::string CertificateBuilder::Tbs(const std::string& algorithm) const {
  std::string extensions;
  for (const TestExtension& extension : AllExtensions()) extensions += EncodedExtension(extension);
  if (!extensions.empty()) extensions = Der(ConstructedContextTag(3), Der(kSequenceTag, extensions));
  const std::string version =
      version_ == 1 ? "" : Der(ConstructedContextTag(0), DerInteger(static_cast<uint64_t>(version_ - 1)));
  return DerSequence({version, serial_, algorithm, issuer_name_.value_or(subject_), validity_, subject_, key_.spki(),
                      unique_ids_, extensions});
}

TestCertificate CertificateBuilder::Build() const {
  const std::string algorithm = AlgorithmOf(SigningKey(), scheme_);
  const std::string tbs = Tbs(inner_algorithm_.value_or(algorithm));
  std::string signature = raw_signature_ ? *raw_signature_ : Sign(SigningKey(), scheme_, tbs);
  // The last octet: in ECDSA it belongs to s, so that the structure stays whole.
  if (tampered_) signature.back() = static_cast<char>(signature.back() ^ 1);
  return {DerSequence({tbs, outer_algorithm_.value_or(algorithm), DerBitString(signature)}), subject_, key_};
}

std::string PemBundle(const std::vector<TestCertificate>& certificates) {
  std::string pem;
  for (const TestCertificate& certificate : certificates) pem += certificate.Pem();
  return pem;
}

std::string PemOf(std::string_view label, std::string_view der) { return x509::EncodePem(label, base::AsBytes(der)); }

std::string WithReplacement(std::string der, std::string_view from, std::string_view to) {
  const size_t at = der.find(from);
  Check(at != std::string::npos && from.size() == to.size(), "nothing to replace");
  return der.replace(at, to.size(), to);
}

}  // namespace certsweep::test
