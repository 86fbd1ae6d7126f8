#include "replacer/issuer/local_issuer.h"

#include <string>
#include <variant>

#include "engine/x509/certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LocalIssuerTest : public ::testing::Test {
 protected:
  LocalIssuerTest() {
    Write("ca.pem", IssuingCa().Pem());
    Write("ca.key", PrivateKeyPem(IssuingCa().key));
    Write("chain.pem", PolicyCa().Pem() + RootCa().Pem());
  }
  void Write(const std::string& name, const std::string& content) { test::WriteWholeFile(folder_.Path(name), content); }
  LocalIssuerSettings Settings() {
    return {.ca_cert = folder_.Path("ca.pem"), .ca_key = folder_.Path("ca.key"), .chain = {}, .days = 90};
  }
  std::string Made(const LocalIssuerSettings& settings) {
    return LocalIssuer::Create(settings, clock_).status().ToString();
  }
  absl::StatusOr<IssuerAnswer> Submit(const LocalIssuerSettings& settings) {
    auto issuer = LocalIssuer::Create(settings, clock_);
    if (!issuer.ok()) return issuer.status();
    return (*issuer)->Submit(TestOrder());
  }
  x509::CertificatePtr Leaf(const LocalIssuerSettings& settings) {
    const auto answer = Submit(settings);
    EXPECT_TRUE(answer.ok() && std::holds_alternative<Issued>(*answer)) << Told(answer);
    return *x509::Certificate::Parse(base::AsBytes(std::get<Issued>(*answer).certificates_der.front()));
  }

  test::TemporaryFolder folder_;
  test::ManualClock clock_{test::kTestTime};
};

TEST_F(LocalIssuerTest, Issues) {
  EXPECT_EQ(Told(Submit(Settings())), "issued : CN=sps01.corp.example CN=Issuing CA");
  auto settings = Settings();
  settings.chain = folder_.Path("chain.pem");
  EXPECT_EQ(Told(Submit(settings)), "issued : CN=sps01.corp.example CN=Issuing CA CN=Policy CA CN=Root");
}

TEST_F(LocalIssuerTest, TheDatesAreTheSettings) {
  const auto leaf = Leaf(Settings());
  EXPECT_EQ(leaf->not_before(), test::kTestTime - 3600);
  EXPECT_EQ(leaf->not_after(), test::kTestTime + 90 * test::kTestDay);
}

TEST_F(LocalIssuerTest, NeverBeyondTheCa) {
  clock_.SetUnixSeconds(test::kTestNotAfter - test::kTestDay);
  EXPECT_EQ(Leaf(Settings())->not_after(), test::kTestNotAfter);
  clock_.SetUnixSeconds(test::kTestNotBefore + 60);
  EXPECT_EQ(Leaf(Settings())->not_before(), test::kTestNotBefore);
}

TEST_F(LocalIssuerTest, ACaThatIsNotValidNow) {
  clock_.SetUnixSeconds(test::kTestNotAfter + 1);
  EXPECT_THAT(Made(Settings()), AllOf(StartsWith("FAILED_PRECONDITION"), HasSubstr("expired at 2034-01-01T00:00:00Z")));
  clock_.SetUnixSeconds(test::kTestNotBefore - 1);
  EXPECT_THAT(Made(Settings()), AllOf(StartsWith("FAILED_PRECONDITION"), HasSubstr("not valid before 2024-01-01")));
}

TEST_F(LocalIssuerTest, ACaThatExpiresWhileWeRun) {
  const auto issuer = LocalIssuer::Create(Settings(), clock_);
  ASSERT_TRUE(issuer.ok());
  clock_.SetUnixSeconds(test::kTestNotAfter + 1);
  EXPECT_TRUE(absl::IsFailedPrecondition((*issuer)->Submit(TestOrder()).status()));
}

TEST_F(LocalIssuerTest, FilesThatDoNotDo) {
  auto settings = Settings();
  settings.ca_key = folder_.Path("none");
  EXPECT_THAT(Made(settings), AllOf(StartsWith("NOT_FOUND"), HasSubstr("ca_key: ")));
  settings.ca_key = folder_.Path("ca.pem");
  EXPECT_THAT(Made(settings), HasSubstr("no private key in it"));
  Write("other.key", PrivateKeyPem(OrderKey()));
  settings.ca_key = folder_.Path("other.key");
  EXPECT_THAT(Made(settings), AllOf(StartsWith("FAILED_PRECONDITION"), HasSubstr("does not belong")));
  settings = Settings();
  settings.ca_cert = folder_.Path("none");
  EXPECT_THAT(Made(settings), AllOf(StartsWith("NOT_FOUND"), HasSubstr("ca_cert: ")));
  settings.ca_cert = folder_.Path("ca.key");
  EXPECT_THAT(Made(settings), HasSubstr("no certificate in it"));
  Write("leaf.pem", OrderLeaf().Pem());
  settings = {.ca_cert = folder_.Path("leaf.pem"), .ca_key = folder_.Path("other.key"), .chain = {}, .days = 1};
  EXPECT_THAT(Made(settings), HasSubstr("none that may sign"));
  settings = Settings();
  settings.chain = folder_.Path("none");
  EXPECT_THAT(Made(settings), HasSubstr("chain: "));
  for (const int days : {0, -1, 3651}) {
    settings = Settings();
    settings.days = days;
    EXPECT_THAT(Made(settings), HasSubstr("days: "));
  }
}

TEST_F(LocalIssuerTest, OrdersThatCanNotBeSigned) {
  const auto issuer = LocalIssuer::Create(Settings(), clock_);
  ASSERT_TRUE(issuer.ok());
  auto order = TestOrder();
  order.spki_sha256[0] ^= 1;
  EXPECT_TRUE(absl::IsInvalidArgument((*issuer)->Submit(order).status()));
  order.csr_pem = "nothing";
  EXPECT_TRUE(absl::IsInvalidArgument((*issuer)->Submit(order).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition((*issuer)->Poll(order, "1").status()));
}

}  // namespace
}  // namespace certsweep::replacer
