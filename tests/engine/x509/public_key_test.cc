#include "engine/x509/public_key.h"

#include <openssl/evp.h>

#include <string>

#include "gtest/gtest.h"
#include "tests/support/der.h"
#include "tests/support/test_keys.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::AlgorithmIdentifier;
using test::Der;
using test::DerBitString;
using test::DerInteger;
using test::DerOid;
using test::DerSequence;
using test::TestKey;

constexpr char kRsaOid[] = "1.2.840.113549.1.1.1";
constexpr char kEcOid[] = "1.2.840.10045.2.1";

PublicKey Key(std::string_view spki) { return PublicKey::Parse(base::AsBytes(spki)); }

void ExpectKey(const std::string& spki, KeyType type, int bits, std::string_view curve, bool usable) {
  const PublicKey key = Key(spki);
  EXPECT_EQ(key.type(), type) << KeyTypeName(key.type());
  EXPECT_EQ(key.bits(), bits);
  EXPECT_EQ(key.curve(), curve);
  EXPECT_EQ(key.key() != nullptr, usable);
}

TEST(PublicKeyTest, TypesAreNamedAsInTheJsonLine) {
  EXPECT_EQ(KeyTypeName(KeyType::kRsa), "RSA");
  EXPECT_EQ(KeyTypeName(KeyType::kRsaPss), "RSA-PSS");
  EXPECT_EQ(KeyTypeName(KeyType::kEc), "EC");
  EXPECT_EQ(KeyTypeName(KeyType::kEd25519), "Ed25519");
  EXPECT_EQ(KeyTypeName(KeyType::kEd448), "Ed448");
  EXPECT_EQ(KeyTypeName(KeyType::kDsa), "DSA");
  EXPECT_EQ(KeyTypeName(KeyType::kUnknown), "unknown");
}

TEST(PublicKeyTest, DescribesEveryType) {
  ExpectKey(TestKey::Rsa(2048).spki(), KeyType::kRsa, 2048, "", true);
  ExpectKey(test::RsaSpki(512), KeyType::kRsa, 512, "", true);
  ExpectKey(test::RsaSpki(1023), KeyType::kRsa, 1023, "", true);
  ExpectKey(test::RsaSpki(16384), KeyType::kRsa, 16384, "", true);
  ExpectKey(test::RsaPssSpki(TestKey::Rsa(2048)), KeyType::kRsaPss, 2048, "", true);
  ExpectKey(TestKey::Ec("P-224").spki(), KeyType::kEc, 224, "P-224", true);
  ExpectKey(TestKey::Ec("P-256").spki(), KeyType::kEc, 256, "P-256", true);
  ExpectKey(TestKey::Ec("P-384").spki(), KeyType::kEc, 384, "P-384", true);
  ExpectKey(TestKey::Ec("P-521").spki(), KeyType::kEc, 521, "P-521", true);
  ExpectKey(TestKey::Ed25519().spki(), KeyType::kEd25519, 255, "", true);
  ExpectKey(test::Ed448Spki(), KeyType::kEd448, 456, "", false);
  ExpectKey(test::DsaSpki(1024), KeyType::kDsa, 1024, "", false);
  ExpectKey(test::DsaSpki(2048), KeyType::kDsa, 2048, "", false);
  EXPECT_EQ(Key(TestKey::Rsa(2048).spki()).algorithm_oid(), kRsaOid);
  EXPECT_EQ(Key(test::Ed448Spki()).algorithm_oid(), "1.3.101.113");
}

TEST(PublicKeyTest, DescribesCurvesThatNothingHereComputes) {
  ExpectKey(test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256), KeyType::kEc, 256, "brainpoolP256r1", false);
  ExpectKey(test::NamedCurveSpki("1.3.36.3.3.2.8.1.1.13", 512), KeyType::kEc, 512, "brainpoolP512r1", false);
  ExpectKey(test::NamedCurveSpki("1.3.132.0.10", 256), KeyType::kEc, 256, "secp256k1", false);
  ExpectKey(test::NamedCurveSpki("1.2.840.10045.3.1.1", 192), KeyType::kEc, 192, "P-192", false);
  ExpectKey(test::NamedCurveSpki("1.2.3.4", 256), KeyType::kEc, 0, "1.2.3.4", false);
  ExpectKey(test::ExplicitCurveSpki(256), KeyType::kEc, 256, "explicit", false);
  ExpectKey(test::ExplicitCurveSpki(160), KeyType::kEc, 160, "explicit", false);
}

TEST(PublicKeyTest, ExplicitParametersOfAKnownCurveAreStillExplicit) {
  const std::string explicit_spki =
      DerSequence({AlgorithmIdentifier(kEcOid, DerSequence({DerInteger(1)})), DerBitString("\x04")});
  ExpectKey(explicit_spki, KeyType::kEc, 0, "explicit", false);
}

TEST(PublicKeyTest, TellsRsaNumbersThatProveNothing) {
  const struct {
    std::string spki;
    bool sane;
  } kCases[] = {
      {test::RsaSpki(2048, 65537), true},
      {test::RsaSpki(2048, 3), true},
      {test::RsaSpki(2048, 1), false},
      {test::RsaSpki(2048, 0), false},
      {test::RsaSpki(2048, 2), false},
      {test::RsaSpki(2048, 65536), false},
      {test::RsaSpki(2048, 65537, /*even_modulus=*/true), false},
  };
  for (const auto& c : kCases) {
    const PublicKey key = Key(c.spki);
    EXPECT_EQ(key.type(), KeyType::kRsa);
    EXPECT_EQ(key.bits(), 2048);
    EXPECT_EQ(key.rsa_numbers_sane(), c.sane);
  }
  for (const std::string& spki : {TestKey::Ec().spki(), TestKey::Ed25519().spki(), test::DsaSpki(1024), "junk"s}) {
    EXPECT_TRUE(Key(spki).rsa_numbers_sane());
  }
}

// Numbers that are negative, or padded, or missing.
TEST(PublicKeyTest, SurvivesRsaKeysThatAreNone) {
  const auto rsa = [](const std::string& key) {
    return DerSequence({AlgorithmIdentifier(kRsaOid), DerBitString(key)});
  };
  const std::string negative = Der(test::kIntegerTag, "\x80" + std::string(255, '\1'));
  EXPECT_EQ(Key(rsa(DerSequence({negative, DerInteger(65537)}))).bits(), 0);
  EXPECT_EQ(Key(rsa(DerSequence({negative, DerInteger(65537)}))).key(), nullptr);
  EXPECT_FALSE(Key(rsa(DerSequence({DerInteger(15), Der(test::kIntegerTag, "\xff")}))).rsa_numbers_sane());
  EXPECT_FALSE(Key(rsa(DerSequence({DerInteger(15), Der(test::kIntegerTag, "")}))).rsa_numbers_sane());
  EXPECT_EQ(Key(rsa(DerSequence({DerInteger(0), DerInteger(3)}))).bits(), 0);
  EXPECT_EQ(Key(rsa(DerSequence({DerInteger(65537)}))).type(), KeyType::kUnknown);
  EXPECT_EQ(Key(rsa("")).type(), KeyType::kUnknown);
  EXPECT_EQ(Key(rsa("junk")).key(), nullptr);
  EXPECT_EQ(Key(rsa(DerSequence({Der(test::kIntegerTag, std::string(100000, '\x7f')), DerInteger(3)}))).key(), nullptr);
}

TEST(PublicKeyTest, APointThatIsNotOnItsCurveIsNoKey) {
  const auto ec = [](const std::string& point) {
    return DerSequence({AlgorithmIdentifier(kEcOid, DerOid("1.2.840.10045.3.1.7")), DerBitString(point)});
  };
  for (const std::string& point : {"\x04" + std::string(64, '\1'), ""s, "\0"s, "\x04"s, "\x04" + std::string(63, '\1'),
                                   "\x04" + std::string(64, '\xff')}) {
    ExpectKey(ec(point), KeyType::kEc, 256, "P-256", false);
  }
}

TEST(PublicKeyTest, WhatCannotBeReadIsUnknown) {
  const std::string unknown = DerSequence({AlgorithmIdentifier("1.2.3.4"), DerBitString("key")});
  ExpectKey(unknown, KeyType::kUnknown, 0, "", false);
  EXPECT_EQ(Key(unknown).algorithm_oid(), "1.2.3.4");
  for (const std::string& spki :
       {""s, "junk"s, DerSequence({}), DerSequence({DerBitString("key")}), DerSequence({AlgorithmIdentifier(kRsaOid)}),
        TestKey::Ec().spki() + '\0', DerSequence({AlgorithmIdentifier(kRsaOid), Der(test::kBitStringTag, "")}),
        DerSequence({AlgorithmIdentifier(kRsaOid), Der(test::kBitStringTag, "\x07\x80")})}) {
    ExpectKey(spki, KeyType::kUnknown, 0, "", false);
  }
}

// What keeps a key from being one is fatal; what is only written in another way than it should be is not.
TEST(PublicKeyTest, SaysWhatIsWrongAndWhetherItIsStillAKey) {
  const auto rsa = [](const std::string& key, const std::string& parameters = std::string("\x05\x00", 2)) {
    return DerSequence({AlgorithmIdentifier(kRsaOid, parameters), DerBitString(key)});
  };
  const std::string numbers = DerSequence({DerInteger(0xffffffff), DerInteger(65537)});
  const std::string padded = DerSequence({Der(test::kIntegerTag, std::string("\0\x7f", 2)), DerInteger(3)});
  const auto ec = [](const std::string& parameters, const std::string& point) {
    return DerSequence({AlgorithmIdentifier(kEcOid, parameters), DerBitString(point)});
  };
  const struct {
    std::string spki;
    const char* problem;
    bool fatal;
  } kCases[] = {
      {TestKey::Rsa(1024).spki(), "", false},
      {test::RsaSpki(2048, 1), "", false},  // weak, and well encoded
      {test::DsaSpki(1024), "", false},
      {test::Ed448Spki(), "", false},
      {test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256), "", false},
      {DerSequence({AlgorithmIdentifier("1.2.3.4"), DerBitString("key")}), "", false},
      {rsa(numbers, ""), "the parameters of rsaEncryption are not NULL", false},
      {rsa(numbers, Der(test::kNullTag, "x")), "the parameters of rsaEncryption are not NULL", false},
      {rsa(numbers, "\x05\0\x05\0"s), "the parameters of rsaEncryption are not NULL", false},
      {test::RsaPssSpki(TestKey::Rsa(1024)), "", false},
      {rsa(numbers + DerInteger(1)), "something follows the RSA key's numbers", false},
      {rsa(DerSequence({DerInteger(0xffffffff), DerInteger(65537), DerInteger(1)})),
       "something follows the RSA key's numbers", false},
      {rsa(numbers + DerInteger(1), ""), "something follows the RSA key's numbers", false},  // the first is told
      {rsa(padded), "an RSA number is negative or has more octets than it needs", false},
      {rsa(DerSequence({DerInteger(0xffffffff), Der(test::kIntegerTag, std::string("\0\3", 2))})),
       "an RSA number is negative or has more octets than it needs", false},
      {test::ExplicitCurveSpki(256), "EC parameters that are written out, which RFC 5480 forbids", false},
      {"junk", "not a SubjectPublicKeyInfo", true},
      {DerSequence({AlgorithmIdentifier(kRsaOid), DerInteger(1)}), "the key is no BIT STRING of whole octets", true},
      {DerSequence({AlgorithmIdentifier("1.3.101.112", ""), DerBitString(std::string(32, 'x')), DerInteger(1)}),
       "the key is no BIT STRING of whole octets", true},
      {DerSequence({AlgorithmIdentifier("1.3.101.112", ""), Der(test::kBitStringTag, "\x01" + std::string(32, 'x'))}),
       "the key is no BIT STRING of whole octets", true},
      {rsa("junk"), "the RSA key can't be read", true},
      {ec("", "\x04"), "the EC parameters name no curve", true},
      {ec(DerOid("1.2.840.10045.3.1.7") + DerInteger(1), "\x04"), "the EC parameters name no curve", true},
      {ec(DerOid("1.2.840.10045.3.1.7"), "\x04" + std::string(64, '\1')),
       "the EC point is malformed or not on its curve", true},
      {ec(DerOid("1.3.132.0.33"), "\x04" + std::string(56, '\1')), "the EC point is malformed or not on its curve",
       true},  // P-224
      {DerSequence({AlgorithmIdentifier("1.3.101.112"), DerBitString(std::string(32, 'x'))}),
       "there are parameters, where none belong", false},
      {DerSequence({AlgorithmIdentifier("1.3.101.112", ""), DerBitString("short")}),
       "the Ed25519 key is not 32 octets long", true},
  };
  for (const auto& c : kCases) {
    const PublicKey key = Key(c.spki);
    EXPECT_EQ(key.problem(), c.problem);
    EXPECT_EQ(key.problem_is_fatal(), c.fatal) << c.problem;
  }
}

TEST(PublicKeyTest, Ed25519HasOneSize) {
  for (const size_t size : {0, 31, 33, 57}) {
    ExpectKey(DerSequence({AlgorithmIdentifier("1.3.101.112", ""), DerBitString(std::string(size, 'x'))}),
              KeyType::kEd25519, 255, "", false);
  }
}

TEST(PublicKeyTest, NoTruncationIsAKey) {
  for (const std::string& spki :
       {TestKey::Rsa(1024).spki(), TestKey::Ec("P-384").spki(), TestKey::Ed25519().spki(), test::DsaSpki(1024),
        test::ExplicitCurveSpki(256), test::RsaPssSpki(TestKey::Rsa(1024)), test::Ed448Spki()}) {
    for (size_t size = 0; size < spki.size(); ++size) {
      const PublicKey key = Key(spki.substr(0, size));
      EXPECT_EQ(key.type(), KeyType::kUnknown) << size;
      EXPECT_EQ(key.key(), nullptr) << size;
    }
  }
}

}  // namespace
}  // namespace certsweep::x509
