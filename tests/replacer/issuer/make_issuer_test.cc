#include "replacer/issuer/make_issuer.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Made(const IssuerSettings& settings) {
  const test::ManualClock clock;
  return MakeIssuer(settings, clock).status().ToString();
}

TEST(MakeIssuerTest, EveryKind) {
  const test::TemporaryFolder folder;
  const std::string cert = folder.Path("ca.pem"), key = folder.Path("ca.key");
  test::WriteWholeFile(cert, IssuingCa().Pem());
  test::WriteWholeFile(key, PrivateKeyPem(IssuingCa().key));
  EXPECT_EQ(Made({"a", LocalIssuerSettings{.ca_cert = cert, .ca_key = key, .chain = {}}, {}}), "OK");
  EXPECT_EQ(Made({"a", CommandIssuerSettings{.command = {"prog", "{csr}", "{cert}"}}, {}}), "OK");
  EXPECT_EQ(Made({"a", FolderIssuerSettings{.out = folder.path(), .in = folder.path()}, {}}), "OK");
  AdcsIssuerSettings adcs;
  adcs.url = "https://ca.corp.example/certsrv";
  adcs.template_name = "Web";
  adcs.authentication = AdcsAuthentication::kNegotiate;
  EXPECT_EQ(Made({"a", adcs, {}}), "OK");
  EXPECT_EQ(Made({"a", adcs, {{"ca.corp.example", "10.0.0.1"}}}), "OK");
  EXPECT_THAT(Made({"a", adcs, {{"ca.corp.example", "nowhere"}}}), HasSubstr("resolve: ca.corp.example"));
  EstIssuerSettings est;
  est.url = "https://ca.corp.example";
  EXPECT_EQ(Made({"a", est, {}}), "OK");
}

TEST(MakeIssuerTest, ErrorsNameTheIssuer) {
  EXPECT_THAT(Made({"corp", LocalIssuerSettings{}, {}}), HasSubstr("issuer corp: ca_cert: "));
  EXPECT_THAT(Made({"corp", CommandIssuerSettings{}, {}}), StartsWith("INVALID_ARGUMENT: issuer corp: command: "));
  EXPECT_THAT(Made({"corp", FolderIssuerSettings{}, {}}), HasSubstr("issuer corp: out: "));
  EXPECT_THAT(Made({"corp", AdcsIssuerSettings{}, {}}), HasSubstr("issuer corp: url: "));
  EXPECT_THAT(Made({"corp", EstIssuerSettings{}, {}}), HasSubstr("issuer corp: url: "));
}

}  // namespace
}  // namespace certsweep::replacer
