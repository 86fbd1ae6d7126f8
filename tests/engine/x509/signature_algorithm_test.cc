#include "engine/x509/signature_algorithm.h"

#include <string>

#include "engine/x509/certificate.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::AlgorithmIdentifier;
using test::CertificateBuilder;
using test::ConstructedContextTag;
using test::Der;
using test::DerInteger;
using test::DerSequence;
using test::SignatureScheme;
using test::TestKey;

constexpr char kSha1Oid[] = "1.3.14.3.2.26";
constexpr char kSha256Oid[] = "2.16.840.1.101.3.4.2.1";
constexpr char kSha384Oid[] = "2.16.840.1.101.3.4.2.2";
constexpr char kPssOid[] = "1.2.840.113549.1.1.10";
constexpr char kMgf1Oid[] = "1.2.840.113549.1.1.8";

SignatureAlgorithm Algorithm(const std::string& der) { return ParseSignatureAlgorithm(base::AsBytes(der)); }

// The parameters of RSASSA-PSS; what is empty is left out.
std::string Pss(const std::string& hash, const std::string& mask_hash, const std::string& salt,
                const std::string& trailer = "") {
  const auto tagged = [](int number, const std::string& der) {
    return der.empty() ? "" : Der(ConstructedContextTag(number), der);
  };
  const std::string mask = mask_hash.empty() ? "" : AlgorithmIdentifier(kMgf1Oid, mask_hash);
  return AlgorithmIdentifier(kPssOid,
                             DerSequence({tagged(0, hash), tagged(1, mask), tagged(2, salt), tagged(3, trailer)}));
}

SignatureCheck Check(const CertificateBuilder& builder, const TestKey& issuer_key) {
  const CertificatePtr certificate = builder.Build().Parse();
  return CheckSignature(*certificate, PublicKey::Parse(base::AsBytes(issuer_key.spki())));
}

CertificateBuilder SignedBy(const TestKey& key, SignatureScheme scheme = {}) {
  return CertificateBuilder("leaf").SignedBy(key).Signature(scheme);
}

TEST(SignatureAlgorithmTest, NamesWhatItKnows) {
  const struct {
    const char* oid;
    bool has_null;
    const char* name;
    HashAlgorithm hash;
    KeyType key_type;
  } kCases[] = {
      {"1.2.840.113549.1.1.2", true, "md2WithRSAEncryption", HashAlgorithm::kMd2, KeyType::kRsa},
      {"1.2.840.113549.1.1.3", true, "md4WithRSAEncryption", HashAlgorithm::kMd4, KeyType::kRsa},
      {"1.2.840.113549.1.1.4", true, "md5WithRSAEncryption", HashAlgorithm::kMd5, KeyType::kRsa},
      {"1.2.840.113549.1.1.5", true, "sha1WithRSAEncryption", HashAlgorithm::kSha1, KeyType::kRsa},
      {"1.2.840.113549.1.1.14", true, "sha224WithRSAEncryption", HashAlgorithm::kSha224, KeyType::kRsa},
      {"1.2.840.113549.1.1.11", true, "sha256WithRSAEncryption", HashAlgorithm::kSha256, KeyType::kRsa},
      {"1.2.840.113549.1.1.12", true, "sha384WithRSAEncryption", HashAlgorithm::kSha384, KeyType::kRsa},
      {"1.2.840.113549.1.1.13", true, "sha512WithRSAEncryption", HashAlgorithm::kSha512, KeyType::kRsa},
      {"1.2.840.10045.4.1", false, "ecdsa-with-SHA1", HashAlgorithm::kSha1, KeyType::kEc},
      {"1.2.840.10045.4.3.1", false, "ecdsa-with-SHA224", HashAlgorithm::kSha224, KeyType::kEc},
      {"1.2.840.10045.4.3.2", false, "ecdsa-with-SHA256", HashAlgorithm::kSha256, KeyType::kEc},
      {"1.2.840.10045.4.3.3", false, "ecdsa-with-SHA384", HashAlgorithm::kSha384, KeyType::kEc},
      {"1.2.840.10045.4.3.4", false, "ecdsa-with-SHA512", HashAlgorithm::kSha512, KeyType::kEc},
      {"1.3.101.112", false, "Ed25519", HashAlgorithm::kIntrinsic, KeyType::kEd25519},
      {"1.3.101.113", false, "Ed448", HashAlgorithm::kIntrinsic, KeyType::kEd448},
      {"1.2.840.10040.4.3", false, "dsa-with-SHA1", HashAlgorithm::kSha1, KeyType::kDsa},
      {"2.16.840.1.101.3.4.3.2", false, "dsa-with-SHA256", HashAlgorithm::kSha256, KeyType::kDsa},
      {"1.2.3.4", false, "1.2.3.4", HashAlgorithm::kUnknown, KeyType::kUnknown},
  };
  for (const auto& c : kCases) {
    const SignatureAlgorithm algorithm =
        Algorithm(c.has_null ? AlgorithmIdentifier(c.oid) : AlgorithmIdentifier(c.oid, ""));
    EXPECT_EQ(algorithm.oid, c.oid);
    EXPECT_EQ(algorithm.name, c.name);
    EXPECT_EQ(algorithm.hash, c.hash) << c.name;
    EXPECT_EQ(algorithm.key_type, c.key_type) << c.name;
    EXPECT_EQ(algorithm.problem, "") << c.name;
    EXPECT_FALSE(algorithm.is_pss);
  }
}

TEST(SignatureAlgorithmTest, HashesHaveNames) {
  const struct {
    HashAlgorithm hash;
    std::string_view name;
  } kCases[] = {{HashAlgorithm::kMd2, "MD2"},         {HashAlgorithm::kMd4, "MD4"},
                {HashAlgorithm::kMd5, "MD5"},         {HashAlgorithm::kSha1, "SHA-1"},
                {HashAlgorithm::kSha224, "SHA-224"},  {HashAlgorithm::kSha256, "SHA-256"},
                {HashAlgorithm::kSha384, "SHA-384"},  {HashAlgorithm::kSha512, "SHA-512"},
                {HashAlgorithm::kUnknown, "unknown"}, {HashAlgorithm::kIntrinsic, "none of its own"}};
  for (const auto& c : kCases) EXPECT_EQ(HashAlgorithmName(c.hash), c.name);
}

TEST(SignatureAlgorithmTest, ReadsPssParameters) {
  const std::string sha256 = AlgorithmIdentifier(kSha256Oid), sha384 = AlgorithmIdentifier(kSha384Oid, "");
  const SignatureAlgorithm usual = Algorithm(Pss(sha256, sha256, DerInteger(32)));
  EXPECT_EQ(usual.name, "rsassaPss-sha256");
  EXPECT_EQ(usual.hash, HashAlgorithm::kSha256);
  EXPECT_TRUE(usual.is_pss);
  EXPECT_EQ(usual.pss_salt_length, 32);
  EXPECT_EQ(usual.problem, "");
  const SignatureAlgorithm other = Algorithm(Pss(sha384, sha384, DerInteger(0), DerInteger(1)));
  EXPECT_EQ(other.name, "rsassaPss-sha384");
  EXPECT_EQ(other.pss_salt_length, 0);
  // RFC 4055, 3.1: everything has a default, and it is SHA-1.
  const SignatureAlgorithm defaults = Algorithm(Pss("", "", ""));
  EXPECT_EQ(defaults.hash, HashAlgorithm::kSha1);
  EXPECT_EQ(defaults.pss_salt_length, 20);
  EXPECT_EQ(defaults.problem, "");
}

TEST(SignatureAlgorithmTest, PssThatNobodyComputesHasNoHash) {
  const std::string sha1 = AlgorithmIdentifier(kSha1Oid), sha256 = AlgorithmIdentifier(kSha256Oid);
  const auto hash_with = [](const std::string& parameters) { return AlgorithmIdentifier(kSha256Oid, parameters); };
  const std::string null_with_content = Der(test::kNullTag, "x"), null = Der(test::kNullTag, "");
  const auto parameters = [&](const std::string& mask) {
    return DerSequence({Der(ConstructedContextTag(0), sha256), Der(ConstructedContextTag(1), mask),
                        Der(ConstructedContextTag(2), DerInteger(32))});
  };
  const auto with_mask = [&](const std::string& mask) { return AlgorithmIdentifier(kPssOid, parameters(mask)); };
  const std::string mask = AlgorithmIdentifier(kMgf1Oid, sha256);
  ASSERT_EQ(Algorithm(with_mask(mask)).problem, "");
  const std::string kCases[] = {
      Pss(sha256, sha1, DerInteger(32)),  // two hashes
      Pss(sha256, "", DerInteger(32)),    // the same by default
      Pss(AlgorithmIdentifier("1.2.3.4"), AlgorithmIdentifier("1.2.3.4"), DerInteger(32)),
      Pss(sha256, sha256, DerInteger(32), DerInteger(2)),
      Pss(sha256, sha256, DerInteger(1 << 20)),
      Pss(sha256, sha256, Der(test::kIntegerTag, "\xff")),
      Pss(sha256, sha256, DerInteger(32) + DerInteger(32)),
      Pss(sha256 + sha256, sha256, DerInteger(32)),
      Pss(sha256, sha256 + sha256, DerInteger(32)),
      Pss(hash_with(null_with_content), sha256, DerInteger(32)),
      Pss(hash_with(null + null), sha256, DerInteger(32)),
      Pss(hash_with(DerInteger(1)), sha256, DerInteger(32)),
      Pss(DerSequence({}), sha256, DerInteger(32)),
      Pss(DerInteger(1), sha256, DerInteger(32)),
      with_mask(""),
      with_mask(DerInteger(1)),
      with_mask(DerSequence({})),
      with_mask(mask + mask),
      with_mask(AlgorithmIdentifier("1.2.3.4", sha256)),
      Pss(sha256, sha256, DerInteger(32), DerInteger(1) + DerInteger(1)),
      AlgorithmIdentifier(kPssOid, DerSequence({Der(ConstructedContextTag(0), sha256), DerInteger(1)})),
      AlgorithmIdentifier(kPssOid, DerSequence({"\xa0\x05"})),
      AlgorithmIdentifier(kPssOid, DerSequence({Der(ConstructedContextTag(4), "")})),
      AlgorithmIdentifier(kPssOid),
      AlgorithmIdentifier(kPssOid, ""),
      AlgorithmIdentifier(kPssOid, parameters(mask) + parameters(mask)),
  };
  for (const std::string& der : kCases) {
    const SignatureAlgorithm algorithm = Algorithm(der);
    EXPECT_EQ(algorithm.problem, "RSASSA-PSS parameters that are malformed or not supported");
    EXPECT_EQ(algorithm.hash, HashAlgorithm::kUnknown);
    EXPECT_TRUE(algorithm.is_pss);
  }
}

TEST(SignatureAlgorithmTest, TellsParametersThatDoNotBelong) {
  EXPECT_EQ(Algorithm(AlgorithmIdentifier("1.2.840.113549.1.1.11", "")).problem, "the parameters are not NULL");
  const std::string null = Der(test::kNullTag, "");
  for (const std::string& parameters : {DerInteger(1), Der(test::kNullTag, "x"), null + null}) {
    EXPECT_EQ(Algorithm(AlgorithmIdentifier("1.2.840.113549.1.1.11", parameters)).problem,
              "the parameters are not NULL");
  }
  EXPECT_EQ(Algorithm(AlgorithmIdentifier("1.2.840.10045.4.3.2")).problem, "there are parameters, where none belong");
  EXPECT_EQ(Algorithm(AlgorithmIdentifier("1.3.101.112")).problem, "there are parameters, where none belong");
}

TEST(SignatureAlgorithmTest, WhatIsNoAlgorithmIsUnknown) {
  for (const std::string& der : {""s, "junk"s, DerSequence({}), DerSequence({DerInteger(1)})}) {
    const SignatureAlgorithm algorithm = Algorithm(der);
    EXPECT_EQ(algorithm.name, "unknown");
    EXPECT_EQ(algorithm.problem, "not an AlgorithmIdentifier");
    EXPECT_EQ(algorithm.hash, HashAlgorithm::kUnknown);
  }
}

struct GoodSignature {
  const char* name;
  TestKey key;
  SignatureScheme scheme;
};

std::vector<GoodSignature> GoodSignatures() {
  std::vector<GoodSignature> all = {{"Ed25519", TestKey::Ed25519(), {}}};
  for (const HashAlgorithm hash : {HashAlgorithm::kSha1, HashAlgorithm::kSha224, HashAlgorithm::kSha256,
                                   HashAlgorithm::kSha384, HashAlgorithm::kSha512}) {
    all.push_back({"RSA", TestKey::Rsa(), {.hash = hash}});
    all.push_back({"RSA 1024", TestKey::Rsa(1024), {.hash = hash}});
    for (const char* curve : {"P-224", "P-256", "P-384", "P-521"})
      all.push_back({curve, TestKey::Ec(curve), {.hash = hash}});
    for (const int salt : {0, 20, 64}) {
      all.push_back({"PSS", TestKey::Rsa(), {.hash = hash, .pss = true, .pss_salt_length = salt}});
    }
  }
  all.push_back({"MD5", TestKey::Rsa(), {.hash = HashAlgorithm::kMd5}});
  return all;
}

TEST(SignatureAlgorithmTest, GoodSignaturesAreValidAndNoOthers) {
  const TestKey others[] = {TestKey::Rsa(2048, 1), TestKey::Ec("P-256", 1), TestKey::Ec("P-384", 1),
                            TestKey::Ed25519(1)};
  for (const GoodSignature& good : GoodSignatures()) {
    const CertificateBuilder builder = SignedBy(good.key, good.scheme);
    const CertificatePtr certificate = builder.Build().Parse();
    SCOPED_TRACE(std::string(good.name) + " " + certificate->signature_algorithm().name);
    EXPECT_EQ(certificate->problems().size(), 0u);
    EXPECT_EQ(Check(builder, good.key), SignatureCheck::kValid);
    EXPECT_EQ(Check(CertificateBuilder(builder).TamperedSignature(), good.key), SignatureCheck::kInvalid);
    EXPECT_EQ(Check(CertificateBuilder(builder).RawSignature(""), good.key), SignatureCheck::kInvalid);
    EXPECT_EQ(Check(CertificateBuilder(builder).RawSignature("junk"), good.key), SignatureCheck::kInvalid);
    for (const TestKey& other : others) EXPECT_NE(Check(builder, other), SignatureCheck::kValid);
  }
}

TEST(SignatureAlgorithmTest, EverySignedByteCounts) {
  const test::TestCertificate certificate = SignedBy(TestKey::Ec("P-256", 1)).Dns("a.example").Build();
  const CertificatePtr whole = certificate.Parse();
  const PublicKey key = PublicKey::Parse(base::AsBytes(TestKey::Ec("P-256", 1).spki()));
  ASSERT_EQ(CheckSignature(*whole, key), SignatureCheck::kValid);
  std::string tbs(base::AsText(whole->tbs_der()));
  for (char& byte : tbs) {
    byte = static_cast<char>(byte ^ 0x10);
    EXPECT_EQ(CheckSignatureBytes(whole->signature_algorithm(), key, base::AsBytes(tbs), whole->signature()),
              SignatureCheck::kInvalid);
    byte = static_cast<char>(byte ^ 0x10);
  }
}

TEST(SignatureAlgorithmTest, AnAlgorithmOfAnotherKindOfKeyIsAMismatch) {
  const CertificateBuilder by_rsa = SignedBy(TestKey::Rsa()), by_ec = SignedBy(TestKey::Ec());
  EXPECT_EQ(Check(by_rsa, TestKey::Ec()), SignatureCheck::kMismatch);
  EXPECT_EQ(Check(by_rsa, TestKey::Ed25519()), SignatureCheck::kMismatch);
  EXPECT_EQ(Check(by_rsa, TestKey::OfSpki(test::DsaSpki(1024))), SignatureCheck::kMismatch);
  EXPECT_EQ(Check(by_ec, TestKey::Rsa()), SignatureCheck::kMismatch);
  EXPECT_EQ(Check(by_ec, TestKey::OfSpki(test::Ed448Spki())), SignatureCheck::kMismatch);
  EXPECT_EQ(Check(SignedBy(TestKey::Ed25519()), TestKey::Ec()), SignatureCheck::kMismatch);
}

TEST(SignatureAlgorithmTest, PssKeysMakePssSignaturesAlone) {
  const TestKey pss_key = TestKey::OfSpki(test::RsaPssSpki(TestKey::Rsa()));
  EXPECT_EQ(Check(SignedBy(TestKey::Rsa(), {.pss = true}), pss_key), SignatureCheck::kValid);
  EXPECT_EQ(Check(SignedBy(TestKey::Rsa(2048, 1), {.pss = true}), pss_key), SignatureCheck::kInvalid);
  EXPECT_EQ(Check(SignedBy(TestKey::Rsa()), pss_key), SignatureCheck::kMismatch);
}

// The parameters are part of what is checked: a signature with a salt of 32 octets is none with one of 20.
TEST(SignatureAlgorithmTest, PssParametersMustBeThoseOfTheSignature) {
  const std::string sha256 = AlgorithmIdentifier(kSha256Oid), sha384 = AlgorithmIdentifier(kSha384Oid);
  const auto with = [](const std::string& algorithm) {
    return SignedBy(TestKey::Rsa(), {.pss = true, .pss_salt_length = 32})
        .RawInnerAlgorithm(algorithm)
        .RawOuterAlgorithm(algorithm);
  };
  EXPECT_EQ(Check(with(Pss(sha256, sha256, DerInteger(32))), TestKey::Rsa()), SignatureCheck::kValid);
  EXPECT_EQ(Check(with(Pss(sha256, sha256, DerInteger(20))), TestKey::Rsa()), SignatureCheck::kInvalid);
  EXPECT_EQ(Check(with(Pss(sha384, sha384, DerInteger(32))), TestKey::Rsa()), SignatureCheck::kInvalid);
  EXPECT_EQ(Check(with(Pss("", "", "")), TestKey::Rsa()), SignatureCheck::kInvalid);
  EXPECT_EQ(Check(with(Pss(sha256, sha384, DerInteger(32))), TestKey::Rsa()), SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(with(Pss(sha256, sha256, DerInteger(1000))), TestKey::Rsa()), SignatureCheck::kInvalid);
}

TEST(SignatureAlgorithmTest, BadFormOfParametersDoesNotMakeASignatureBad) {
  const std::string no_null = AlgorithmIdentifier("1.2.840.113549.1.1.11", "");
  EXPECT_EQ(Check(SignedBy(TestKey::Rsa()).RawInnerAlgorithm(no_null).RawOuterAlgorithm(no_null), TestKey::Rsa()),
            SignatureCheck::kValid);
  const std::string with_null = AlgorithmIdentifier("1.2.840.10045.4.3.2");
  EXPECT_EQ(Check(SignedBy(TestKey::Ec()).RawInnerAlgorithm(with_null).RawOuterAlgorithm(with_null), TestKey::Ec()),
            SignatureCheck::kValid);
}

TEST(SignatureAlgorithmTest, TheOldIdentifierOfSha1WithRsaIsComputedToo) {
  const std::string old = AlgorithmIdentifier("1.3.14.3.2.29");
  EXPECT_EQ(
      Check(SignedBy(TestKey::Rsa(), {.hash = HashAlgorithm::kSha1}).RawInnerAlgorithm(old).RawOuterAlgorithm(old),
            TestKey::Rsa()),
      SignatureCheck::kValid);
}

TEST(SignatureAlgorithmTest, WhatNothingHereComputesIsUnsupported) {
  const auto with = [](const char* oid) {
    return SignedBy(TestKey::Rsa())
        .RawInnerAlgorithm(AlgorithmIdentifier(oid))
        .RawOuterAlgorithm(AlgorithmIdentifier(oid));
  };
  EXPECT_EQ(Check(with("1.2.840.113549.1.1.2"), TestKey::Rsa()), SignatureCheck::kUnsupported) << "MD2";
  EXPECT_EQ(Check(with("1.2.840.113549.1.1.3"), TestKey::Rsa()), SignatureCheck::kUnsupported) << "MD4";
  EXPECT_EQ(Check(with("1.2.3.4"), TestKey::Rsa()), SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(with("1.2.840.10040.4.3"), TestKey::OfSpki(test::DsaSpki(1024))), SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(with("1.3.101.113"), TestKey::OfSpki(test::Ed448Spki())), SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(SignedBy(TestKey::Ec()), TestKey::OfSpki(test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256))),
            SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(SignedBy(TestKey::Ec()), TestKey::OfSpki(test::ExplicitCurveSpki(256))),
            SignatureCheck::kUnsupported);
  EXPECT_EQ(Check(SignedBy(TestKey::Ec()), TestKey::OfSpki("junk")), SignatureCheck::kUnsupported);
}

// Libraries are known to call any signature good by a key with the exponent 1.
TEST(SignatureAlgorithmTest, KeysThatProveNothingVerifyNothing) {
  for (const uint64_t exponent : {0, 1, 2, 65536}) {
    const TestKey key = TestKey::OfSpki(test::RsaSpki(2048, exponent));
    EXPECT_EQ(Check(SignedBy(TestKey::Rsa()), key), SignatureCheck::kUnsupported) << exponent;
  }
  const TestKey even = TestKey::OfSpki(test::RsaSpki(2048, 65537, /*even_modulus=*/true));
  EXPECT_NE(Check(SignedBy(TestKey::Rsa()), even), SignatureCheck::kValid);
}

}  // namespace
}  // namespace certsweep::x509
