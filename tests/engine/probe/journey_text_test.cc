#include "engine/probe/journey_text.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

using pki::FindingCode;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class JourneyTextTest : public ::testing::Test {
 protected:
  static EndpointResult Result(pki::Verdict verdict = pki::Verdict::kCompliant) {
    EndpointResult result;
    result.endpoint.host = "sps.example";
    result.endpoint.address = base::IpAddress::Parse("10.1.0.7");
    result.endpoint.port = 4343;
    result.verdict = verdict;
    return result;
  }

  // The lines of a journey that consists of judging, without their times.
  std::vector<std::string> Judgement(const EndpointResult& result, Judged judged = {}) {
    Journey journey(clock_);
    journey.Add(std::move(judged));
    std::vector<std::string> lines = absl::StrSplit(RenderJourney(journey, result), '\n', absl::SkipEmpty());
    lines.erase(lines.begin());
    for (std::string& line : lines) {
      EXPECT_THAT(line, testing::StartsWith("     0.000 s  "));
      line.erase(0, std::string_view("     0.000 s  ").size());
    }
    return lines;
  }

  static pki::PathElement Element(const std::string& name, pki::PathOrigin origin) {
    return {test::CertificateBuilder(name).Build().Parse(), origin};
  }

  test::ManualClock clock_;
};

TEST_F(JourneyTextTest, AStepALineWithItsTime) {
  Journey journey(clock_);
  clock_.AdvanceMicros(12'000);
  journey.Add(ConnectionTried{.address = *base::IpAddress::Parse("10.1.0.7"), .port = 4343, .took_us = 12'000});
  clock_.AdvanceSeconds(100'000);
  journey.Add(Written{.run_id = 3});
  EXPECT_EQ(RenderJourney(journey, Result()),
            "sps.example:4343 (10.1.0.7), step by step\n"
            "     0.012 s  connected to 10.1.0.7:4343 in 12 ms\n"
            "100000.012 s  written to the record, in run 3\n");
}

TEST_F(JourneyTextTest, AnAddressIsNamedOnce) {
  EndpointResult result = Result();
  result.endpoint.host = "10.1.0.7";
  EXPECT_EQ(RenderJourney(Journey(clock_), result), "10.1.0.7:4343, step by step\n");
  result.endpoint.host = "sps.example";
  result.endpoint.address.reset();
  EXPECT_EQ(RenderJourney(Journey(clock_), result), "sps.example:4343, step by step\n");
}

TEST_F(JourneyTextTest, ThePathTheNamesAndTheVerdict) {
  EndpointResult result = Result();
  result.certificate_seen = true;
  result.queued = false;
  result.path = {Element("Leaf", pki::PathOrigin::kSent), Element("Issuing", pki::PathOrigin::kIntermediates),
                 Element("Root", pki::PathOrigin::kAnchor)};
  EXPECT_THAT(Judgement(result, {.names = {{"sps.example", true}, {"10.1.0.7", false}}, .took_us = 2'000}),
              ElementsAre("judged in 2 ms", "path: CN=Leaf (sent) <- CN=Issuing (intermediates) <- CN=Root (anchor)",
                          "identity sps.example: covered", "identity 10.1.0.7: not covered", "no findings",
                          "verdict: compliant; not queued for replacement"));
}

TEST_F(JourneyTextTest, WhereThereIsNoPath) {
  EndpointResult result = Result(pki::Verdict::kNoncompliant);
  result.certificate_seen = true;
  result.queued = true;
  result.chain = {{test::CertificateBuilder("Leaf").Build().Parse(), ""}};
  EXPECT_THAT(Judgement(result), ElementsAre("judged in 0 ms", "path: none from CN=Leaf to a trust anchor",
                                             "no findings", "verdict: noncompliant; queued for replacement"));
  result.chain = {{nullptr, "no certificate: tag 0x04"}};
  EXPECT_THAT(Judgement(result)[1], "the leaf can't be read: no certificate: tag 0x04");
}

TEST_F(JourneyTextTest, FindingsWithEvidenceAndWaivers) {
  EndpointResult result = Result(pki::Verdict::kUnreachable);
  result.findings = {pki::MakeFinding(FindingCode::kExpired, 0, "is over", "2026", "2025"),
                     pki::MakeFinding(FindingCode::kConnectionRefused, {}, "nothing listens there")};
  result.findings[0].waiver = "replaced in May";
  EXPECT_THAT(
      Judgement(result),
      ElementsAre("judged in 0 ms",
                  "finding: fail expired (certificate 0): is over; expected 2026; actual 2025; waived: replaced "
                  "in May",
                  "finding: fail connection_refused: nothing listens there", "verdict: unreachable"));
}

TEST_F(JourneyTextTest, WhereTheOtherFamilyAnswered) {
  EndpointResult result = Result(pki::Verdict::kNotJudged);
  result.reached_by_other_family = true;
  EXPECT_EQ(Judgement(result).back(), "verdict: not_judged, though the host answered by its other addresses");
}

TEST_F(JourneyTextTest, NothingThatATerminalWouldObeyPasses) {
  const std::string hostile = "\x1b[2J\r\n\x07\xc2\x9b\xe2\x80\xae\xff";
  EndpointResult result = Result();
  result.endpoint.host = hostile;
  result.certificate_seen = true;
  result.path = {{test::CertificateBuilder(hostile).Build().Parse(), pki::PathOrigin::kSent}};
  result.findings = {pki::MakeFinding(FindingCode::kTlsAlert, {}, hostile, hostile, hostile)};
  result.findings[0].waiver = hostile;
  Journey journey(clock_);
  journey.Add(NameResolved{.host = hostile, .error = hostile});
  journey.Add(NameResolved{.host = hostile, .incomplete = hostile});
  journey.Add(AddressNamed{.address = {}, .names = {hostile}});
  journey.Add(AddressNamed{.address = {}, .error = hostile});
  journey.Add(ConnectionTried{.address = {}, .error = net::ConnectError::kRefused, .detail = hostile});
  journey.Add(HelloSent{.choice = {}, .server_name = hostile});
  journey.Add(HandshakeEnded{.outcome = tls::Outcome::kNotTls, .error = hostile, .first_bytes = hostile});
  journey.Add(Judged{.names = {{hostile, false}}});
  const std::string text = RenderJourney(journey, result);
  // The title, seven steps, and five lines of judging.
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 13);
  for (const char* bad : {"\x1b", "\r", "\x07", "\xc2\x9b", "\xe2\x80\xae", "\xff"}) {
    EXPECT_THAT(text, Not(HasSubstr(bad)));
  }
}

TEST_F(JourneyTextTest, ALongLineIsCut) {
  EndpointResult result = Result();
  result.certificate_seen = true;
  result.path = std::vector(60, Element(std::string(300, 'x'), pki::PathOrigin::kSent));
  const std::string path = Judgement(result)[1];
  EXPECT_LE(path.size(), 2'003u);
  EXPECT_THAT(path, EndsWith("..."));
}

}  // namespace
}  // namespace certsweep::probe
