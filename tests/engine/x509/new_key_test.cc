#include "engine/x509/new_key.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::x509 {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr NewKeyType kAll[] = {NewKeyType::kRsa2048, NewKeyType::kRsa3072, NewKeyType::kRsa4096,
                               NewKeyType::kP256,    NewKeyType::kP384,    NewKeyType::kP521};

std::string ErrorOf(std::string_view text) {
  const auto type = ParseNewKeyType(text);
  return type.ok() ? "no error" : std::string(type.status().message());
}

TEST(NewKeyTest, NamesAreReadBack) {
  for (const NewKeyType type : kAll) {
    const auto read = ParseNewKeyType(NewKeyTypeName(type));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, type);
  }
  EXPECT_EQ(*ParseNewKeyType("EC:p-256"), NewKeyType::kP256);
}

TEST(NewKeyTest, WhatIsNoTypeIsToldWithThoseThatAre) {
  EXPECT_EQ(ErrorOf("ec:P-224"),
            "key type \"ec:P-224\" is none of rsa:2048, rsa:3072, rsa:4096, ec:P-256, ec:P-384, ec:P-521");
  for (const char* text : {"", "rsa", "rsa:", "rsa:2047x", "rsa:8192", "ec:", "dsa:2048", "rsa:-"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("is none of")) << text;
  }
  EXPECT_THAT(ErrorOf("rsa:1024"), AllOf(HasSubstr("RSA needs 2048 bits"), HasSubstr("rsa:2048")));
}

TEST(NewKeyTest, KeysAreOfTheTypeAndEachIsAnother) {
  for (const NewKeyType type : {NewKeyType::kRsa2048, NewKeyType::kP256, NewKeyType::kP384, NewKeyType::kP521}) {
    const auto key = GenerateKey(type);
    ASSERT_TRUE(key.ok()) << key.status();
    const std::string spki = key->SpkiDer();
    const PublicKey half = PublicKey::Parse(base::AsBytes(spki));
    EXPECT_EQ(half.problem(), "");
    EXPECT_TRUE(half.rsa_numbers_sane());
    const std::string name = half.type() == KeyType::kRsa ? "rsa:" + std::to_string(half.bits()) : "ec:" + half.curve();
    EXPECT_EQ(name, NewKeyTypeName(type));
    EXPECT_TRUE(key->Matches(half));
    if (type == NewKeyType::kP256) {
      EXPECT_NE(GenerateKey(type)->SpkiDer(), spki);
    }
  }
}

}  // namespace
}  // namespace certsweep::x509
