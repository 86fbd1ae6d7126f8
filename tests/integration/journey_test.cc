// -v tells what became of each endpoint, step by step, on standard error alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kEveryLine[] = R"(^certsweep: [^[:cntrl:]]*$)";
constexpr char kStepsTitle[] = ", step by step";

// Whether `text` has the parts, each after the one before.
testing::AssertionResult HasInOrder(const std::string& text, const std::vector<std::string>& parts) {
  size_t position = 0;
  for (const std::string& part : parts) {
    position = text.find(part, position);
    if (position == std::string::npos)
      return testing::AssertionFailure() << part << "\nis not in its place in\n" << text;
    position += part.size();
  }
  return testing::AssertionSuccess();
}

class JourneyTest : public ScanTest {
 protected:
  // The lines of standard error that tell of the lab's endpoint of this kind, as one text.
  std::string JourneyOf(const std::string& errors, lab::LabKind kind) const {
    for (const lab::LabEndpoint& endpoint : lab().endpoints()) {
      if (endpoint.kind != kind) continue;
      const size_t begin = errors.find(absl::StrCat("certsweep: ", endpoint.host, ":", endpoint.port, " (",
                                                    endpoint.address.ToString(), ")", kStepsTitle));
      if (begin == std::string::npos) return {};
      const size_t next = errors.find(kStepsTitle, errors.find('\n', begin));
      return errors.substr(begin, next == std::string::npos ? next : errors.rfind('\n', next) + 1 - begin);
    }
    return {};
  }

  static size_t Journeys(const std::string& errors) {
    return std::vector<std::string>(absl::StrSplit(errors, kStepsTitle)).size() - 1;
  }
};

TEST_F(JourneyTest, EachKindOfEndpointHasItsSteps) {
  using enum lab::LabKind;
  StartLab(8, "good-ecdsa,refuses,resets,http,self-signed,client-certificate,silent,alert");
  const ScanResult told = ScanLab({"-v", "--handshake-timeout", "1"});
  ASSERT_EQ(Journeys(told.errors), 8u) << told.errors;
  EXPECT_TRUE(HasInOrder(
      JourneyOf(told.errors, kGoodEcdsa),
      {" s  connected to 127.20.0.", "sent the full ClientHello, TLSv1 to TLSv1.3, SNI sps-", "ServerHello: TLSv1.3, ",
       "Certificate: 2 certificates, ", "CertificateVerify: ecdsa_secp256r1_sha256", "the handshake is complete",
       "judged in ", "path: CN=", " (sent) <- CN=", " (anchor)\n", ": covered\n", "no findings\n",
       "verdict: compliant; not queued for replacement\n", "written to the record, in run 1\n"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kRefuses),
                         {": the connection was refused, after ", "judged in ", "finding: fail connection_refused",
                          "verdict: unreachable", "written to the record"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kResets),
                         {"sent the full ClientHello", "it reset the connection", "another: sent the plain ClientHello",
                          "ClientHello of old, up to TLSv1.2", "up to TLSv1, no extensions, no SNI", "up to SSLv3",
                          "the first answer counts", "put aside: ", "(this was 1 of 2)", "try 2 of 2, after a wait of ",
                          "sent the full ClientHello", "finding: fail connection_reset", "verdict: no_tls"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kHttp),
                         {"what it sent is no TLS: HTTP/1", "finding: fail not_tls", "verdict: no_tls"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kSelfSigned),
                         {"path: none from CN=", ": covered\n", "finding: fail self_signed (certificate 0)",
                          "verdict: noncompliant; queued for replacement\n"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kClientCertificate),
                         {"CertificateRequest: it asks", "Certificate: ", "finding: info client_certificate_requested",
                          "verdict: compliant"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kSilent),
                         {"silence until the deadline, 1.0", "put aside", "try 2 of 2", "silence until the deadline",
                          "finding: fail handshake_timeout", "verdict: no_tls"}));
  EXPECT_TRUE(HasInOrder(JourneyOf(told.errors, kAlert),
                         {"it ended the handshake with the alert ", "another: sent the plain ClientHello",
                          "the first answer counts", "finding: fail tls_alert"}));
}

TEST_F(JourneyTest, LinesOnStandardOutputStayAlone) {
  StartLab(3, "good-ecdsa,self-signed,http");
  const ScanResult result =
      Scan({"-t", "lab.csv", "--trust", "root.pem", "-f", "jsonl", "-o", "-", "-v", "--no-record"});
  EXPECT_EQ(JsonLines(result.output).size(), 3u);
  EXPECT_EQ(Journeys(result.errors), 3u) << result.errors;
  EXPECT_THAT(result.errors, AllOf(HasSubstr(" s  no record is kept\n"), Not(HasSubstr("queued"))));
}

TEST_F(JourneyTest, WithoutTheOptionNothingIsTold) {
  StartLab(1, "good-ecdsa");
  EXPECT_EQ(Scan({"-t", "lab.csv", "--trust", "root.pem"}).errors, "");
  EXPECT_EQ(Scan({"-t", "lab.csv", "--trust", "root.pem", "-q"}).errors, "");
}

TEST_F(JourneyTest, ManyEndpointsAreNotToldOf) {
  StartLab(21, "good-ecdsa");
  const ScanResult many = ScanLab({"-v"});
  EXPECT_EQ(Journeys(many.errors), 0u);
  EXPECT_THAT(many.errors, HasSubstr("certsweep: steps: told of scans of at most 20 endpoints, so not of this one\n"));
}

TEST_F(JourneyTest, AProgressLineMakesRoom) {
  StartLab(4, "http,good-ecdsa");
  const ScanResult result = Scan({"-t", "lab.csv", "--trust", "root.pem", "-v", "--progress", "always"});
  const std::vector<std::string> lines = absl::StrSplit(result.errors, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    if (line.find("done, ") != std::string::npos) continue;
    EXPECT_THAT(line, ContainsRegex(kEveryLine));
  }
  EXPECT_EQ(Journeys(result.errors), 4u);
}

TEST_F(JourneyTest, ANameThatDoesNotResolve) {
  // RFC 6761, 6.4: nothing is ever called so, and nobody need be asked.
  const ScanResult result = Scan({"nobody.invalid", "-v", "--no-record", "--retries", "0"});
  EXPECT_EQ(result.exit_code, 3) << result.errors;
  EXPECT_TRUE(HasInOrder(
      result.errors, {"certsweep: nobody.invalid:443, step by step\n", " s  nobody.invalid does not resolve, after ",
                      "finding: fail dns_failure", "verdict: unreachable\n"}));
}

TEST_F(JourneyTest, ANameOfTheHostsFile) {
  const ScanResult result = Scan({"localhost:9", "-v", "-4", "--no-record", "--retries", "0"});
  EXPECT_TRUE(HasInOrder(result.errors, {"localhost resolved in ", ": IPv4 127.0.0.1", "; IPv6 not asked for\n",
                                         "127.0.0.1:9", "verdict: "}));
}

}  // namespace
}  // namespace certsweep::integration
