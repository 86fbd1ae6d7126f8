#include "replacer/issuer/folder_issuer.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class FolderIssuerTest : public ::testing::Test {
 protected:
  FolderIssuerTest() {
    auto issuer = FolderIssuer::Create({.out = out_.path(), .in = in_.path()});
    EXPECT_TRUE(issuer.ok()) << issuer.status();
    issuer_ = *std::move(issuer);
  }
  std::string Submit() { return Told(issuer_->Submit(TestOrder())); }
  std::string Poll() { return Told(issuer_->Poll(TestOrder(), "sps01.corp.example-4343")); }
  void Answer(const std::string& name, std::string_view content) { test::WriteWholeFile(in_.Path(name), content); }
  std::string Csr() { return out_.Path("sps01.corp.example-4343.csr"); }

  test::TemporaryFolder out_, in_;
  std::unique_ptr<Issuer> issuer_;
};

constexpr char kIssued[] = "issued sps01.corp.example-4343: CN=sps01";

TEST_F(FolderIssuerTest, WritesTheCsrAndWaits) {
  EXPECT_EQ(Submit(), "pending sps01.corp.example-4343: waits for a certificate in " + in_.path());
  EXPECT_EQ(test::ReadWholeFile(Csr()), TestOrder().csr_pem);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out_.path()), {}), 1) << "nothing else is left there";
  EXPECT_THAT(Submit(), StartsWith("pending")) << "the same again is no harm";
}

TEST_F(FolderIssuerTest, AnotherCsrOfThatNameIsNotOverwritten) {
  test::WriteWholeFile(Csr(), "another");
  EXPECT_THAT(Submit(), StartsWith("ALREADY_EXISTS: "));
  EXPECT_EQ(test::ReadWholeFile(Csr()), "another");
}

TEST_F(FolderIssuerTest, TakesTheAnswerByItsKeyAndNotByItsName) {
  Answer("sps01.corp.example-4343.cer", OtherLeaf().Pem());
  EXPECT_THAT(Poll(), StartsWith("pending"));
  Answer("CertNew(3).P7B", Pkcs7Of({IssuingCa(), OrderLeaf()}));
  EXPECT_EQ(Poll(), std::string(kIssued) + " CN=Issuing CA");
}

TEST_F(FolderIssuerTest, EveryEndingAndForm) {
  for (const char* name : {"a.pem", "a.cer", "a.crt", "a.CRT"}) {
    Answer(name, OrderLeaf().der);
    EXPECT_EQ(Poll(), kIssued) << name;
    std::filesystem::remove(in_.Path(name));
  }
  Answer("a.txt", OrderLeaf().der);
  std::filesystem::create_directory(in_.Path("b.cer"));
  EXPECT_THAT(Poll(), StartsWith("pending"));
}

TEST_F(FolderIssuerTest, WhatIsStillOnItsWayIsPassedOver) {
  Answer("half.cer", OrderLeaf().Pem().substr(0, 300));
  Answer("mail.pem", "<HTML>");
  Answer("big.pem", std::string((4 << 20) + 1, 'x'));
  Answer("empty.crt", "");
  EXPECT_THAT(Poll(), AllOf(StartsWith("pending"), HasSubstr("(4 files there can't be read as one)")));
  Answer("z.cer", OrderLeaf().Pem());
  EXPECT_EQ(Poll(), kIssued);
}

TEST_F(FolderIssuerTest, OfSeveralTheOneThatBeginsLast) {
  Answer("a.cer", OrderLeaf().Pem());
  Answer("b.cer", test::CertificateBuilder("newer")
                      .Key(OrderKey())
                      .Valid(test::kTestNotBefore + 1, test::kTestNotAfter)
                      .Build()
                      .Pem());
  Answer("c.cer", OrderLeaf().Pem());
  EXPECT_THAT(Poll(), HasSubstr("CN=newer"));
}

TEST_F(FolderIssuerTest, FoldersThatAreNotThere) {
  EXPECT_TRUE(absl::IsNotFound(FolderIssuer::Create({.out = "/nowhere", .in = in_.path()}).status()));
  EXPECT_TRUE(absl::IsNotFound(FolderIssuer::Create({.out = out_.path(), .in = "/nowhere"}).status()));
  Answer("file", "");
  EXPECT_FALSE(FolderIssuer::Create({.out = out_.path(), .in = in_.Path("file")}).ok());
  std::filesystem::remove_all(in_.path());
  EXPECT_THAT(Poll(), StartsWith("UNAVAILABLE: "));
  std::filesystem::remove_all(out_.path());
  EXPECT_THAT(Submit(), AllOf(StartsWith("NOT_FOUND: "), HasSubstr("out: ")));
}

TEST_F(FolderIssuerTest, ANameIsNoPath) {
  auto order = TestOrder();
  order.name = "../x";
  EXPECT_TRUE(absl::IsInvalidArgument(issuer_->Submit(order).status()));
}

}  // namespace
}  // namespace certsweep::replacer
