#include "engine/probe/waiver_set.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using ::testing::ElementsAre;
using enum pki::FindingCode;

constexpr int64_t kNow = 1'798'675'200;  // 2026-12-31T00:00:00Z

Waiver Waives(const std::string& host, std::vector<pki::FindingCode> codes, const std::string& reason,
              const std::string& until = "2026-12-31") {
  Waiver waiver{.host = *ParseTarget(host), .reason = reason, .until = *WaiverEnd::Parse(until)};
  for (const pki::FindingCode code : codes) waiver.codes.set(static_cast<size_t>(code));
  return waiver;
}

Endpoint At(const std::string& host, const char* address = "10.0.0.7") {
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.address = base::IpAddress::Parse(address);
  return endpoint;
}

// "expired: CHG-1" of each finding, once `waivers` were applied; what is not waived is the code alone.
std::vector<std::string> Applied(std::vector<Waiver> waivers, std::vector<pki::FindingCode> codes,
                                 const Endpoint& endpoint = At("a.example"), int64_t now = kNow) {
  pki::Findings findings;
  for (const pki::FindingCode code : codes) findings.push_back(pki::MakeFinding(code, {}, "message"));
  WaiverSet(std::move(waivers)).Apply(endpoint, now, findings);
  std::vector<std::string> texts;
  for (const pki::Finding& finding : findings) {
    texts.push_back(std::string(pki::FindingCodeName(finding.code)) + (finding.waived() ? ": " + finding.waiver : ""));
  }
  return texts;
}

TEST(WaiverSetTest, MarksWhatItCoversAndNothingElse) {
  EXPECT_THAT(Applied({Waives("a.example", {kExpired}, "CHG-1")}, {kExpired, kWeakKey}),
              ElementsAre("expired: CHG-1", "weak_key"));
  EXPECT_THAT(Applied({Waives("b.example", {kExpired}, "CHG-1")}, {kExpired}), ElementsAre("expired"));
  EXPECT_THAT(Applied({}, {kExpired}), ElementsAre("expired"));
}

TEST(WaiverSetTest, SeverityAndEvidenceStay) {
  pki::Findings findings = {pki::MakeFinding(kExpired, 1, "message", "a", "b")};
  WaiverSet({Waives("a.example", {kExpired}, "CHG-1")}).Apply(At("a.example"), kNow, findings);
  pki::Finding expected = pki::MakeFinding(kExpired, 1, "message", "a", "b");
  expected.waiver = "CHG-1";
  EXPECT_THAT(findings, ElementsAre(expected));
}

TEST(WaiverSetTest, OfSeveralTheFirstInForceIsTheReason) {
  EXPECT_THAT(Applied({Waives("10.0.0.0/24", {kWeakKey}, "net"), Waives("a.example", {kExpired, kWeakKey}, "name"),
                       Waives("10.0.0.7", {kExpired, kNameMismatch}, "address")},
                      {kExpired, kWeakKey, kNameMismatch}),
              ElementsAre("expired: name", "weak_key: net", "name_mismatch: address"));
}

TEST(WaiverSetTest, WarningsAreWaivedAndInformationIsNot) {
  pki::Findings findings = {pki::MakeFinding(kExpiringSoon, 0, "")};
  findings.push_back({kIncompleteChain, pki::Severity::kInfo, 0, "", "", ""});
  WaiverSet({Waives("a.example", {kExpiringSoon, kIncompleteChain}, "CHG-1")}).Apply(At("a.example"), kNow, findings);
  EXPECT_TRUE(findings[0].waived());
  EXPECT_FALSE(findings[1].waived());
}

TEST(WaiverSetTest, OneThatHasEndedWaivesNothingAndIsTold) {
  const std::vector<Waiver> ended = {Waives("a.example", {kExpired, kWeakKey}, "CHG-1", "2026-12-30")};
  pki::Findings findings = {pki::MakeFinding(kExpired, 0, ""), pki::MakeFinding(kWeakKey, 0, "")};
  WaiverSet(ended).Apply(At("a.example"), kNow, findings);
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_FALSE(findings[0].waived());
  EXPECT_EQ(findings[2], pki::MakeFinding(kWaiverExpired, {}, "a waiver ended (2026-12-30): CHG-1", {}, "2026-12-30"));
  EXPECT_EQ(findings[2].severity, pki::Severity::kWarn);
  EXPECT_THAT(Applied(ended, {kExpired}, At("a.example"), kNow - 1), ElementsAre("expired: CHG-1"));
  EXPECT_THAT(Applied(ended, {kNameMismatch}), ElementsAre("name_mismatch")) << "it would not have covered that";
  EXPECT_THAT(Applied(ended, {kExpired}, At("b.example")), ElementsAre("expired"));
}

TEST(WaiverSetTest, OneThatHasEndedIsToldBesideTheOneThatTookItsPlace) {
  EXPECT_THAT(Applied({Waives("a.example", {kExpired}, "old", "2026-01-01"), Waives("a.example", {kExpired}, "new")},
                      {kExpired}),
              ElementsAre("expired: new", "waiver_expired"));
}

TEST(WaiverSetTest, TheHostIsFoundAmongVeryMany) {
  std::vector<Waiver> waivers;
  waivers.reserve(10'000);
  for (int i = 0; i < 10'000; ++i) {
    waivers.push_back(Waives("host-" + std::to_string(i) + ".example", {kExpired}, "CHG-" + std::to_string(i)));
  }
  const WaiverSet set(std::move(waivers));
  EXPECT_EQ(set.size(), 10'000u);
  for (const int i : {0, 4711, 9'999}) {
    pki::Findings findings = {pki::MakeFinding(kExpired, 0, "")};
    set.Apply(At("host-" + std::to_string(i) + ".example"), kNow, findings);
    EXPECT_EQ(findings[0].waiver, "CHG-" + std::to_string(i));
  }
}

TEST(WaiverSetTest, AMappedAddressIsItsIpv4One) {
  EXPECT_THAT(Applied({Waives("10.0.0.7", {kExpired}, "CHG-1")}, {kExpired}, At("a.example", "::ffff:10.0.0.7")),
              ElementsAre("expired: CHG-1"));
}

}  // namespace
}  // namespace certsweep::probe
