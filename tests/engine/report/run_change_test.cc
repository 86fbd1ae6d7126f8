#include "engine/report/run_change.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"

namespace certsweep::report {
namespace {

using enum ChangeKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kGood = pki::Verdict::kCompliant;
constexpr auto kBad = pki::Verdict::kNoncompliant;
constexpr auto kSilent = pki::Verdict::kUnreachable;
constexpr auto kNoTls = pki::Verdict::kNoTls;
constexpr auto kNotJudgedVerdict = pki::Verdict::kNotJudged;

RowSpec Spec(pki::Verdict verdict, std::vector<RowFinding> findings = {}, std::string certificate = "") {
  return {
      .host = "a.example", .verdict = verdict, .findings = std::move(findings), .certificate = std::move(certificate)};
}

RunChange Classified(const std::optional<RowSpec>& before, const std::optional<RowSpec>& after,
                     const SharedKeySets& shared = {}) {
  estate::ResultChange change{.endpoint = {"a.example", "10.0.0.1", 443}, .before = {}, .after = {}};
  if (before) change.before = MakeResult(*before);
  if (after) change.after = MakeResult(*after);
  absl::StatusOr<RunChange> result = ClassifyChange(change, shared);
  test::Check(result.ok(), "a line can't be read");
  return *std::move(result);
}

TEST(RunChangeTest, VerdictsMove) {
  const std::vector<RowFinding> expired = {{"expired"}};
  const auto is = [](const RunChange& change, bool worse, std::vector<ChangeKind> kinds) {
    return change.worse == worse && change.kinds == kinds;
  };
  EXPECT_TRUE(is(Classified(Spec(kGood), Spec(kBad, expired)), true, {kNewlyFailing}));
  EXPECT_TRUE(is(Classified(Spec(kSilent), Spec(kBad, expired)), true, {kNewlyFailing, kReachableAgain}));
  EXPECT_TRUE(is(Classified(Spec(kNotJudgedVerdict), Spec(kBad, expired)), true, {kNewlyFailing, kReachableAgain}));
  EXPECT_TRUE(is(Classified(Spec(kBad, expired), Spec(kGood)), false, {kMended}));
  EXPECT_TRUE(is(Classified(Spec(kNoTls), Spec(kGood)), false, {kReachableAgain}));
  EXPECT_TRUE(is(Classified(Spec(kGood), Spec(kSilent)), true, {kUnreachable}));
  EXPECT_TRUE(is(Classified(Spec(kBad, expired), Spec(kNoTls)), true, {kUnreachable}));
  EXPECT_TRUE(is(Classified(Spec(kNotJudgedVerdict), Spec(kSilent)), true, {kUnreachable}));
  EXPECT_TRUE(is(Classified(Spec(kGood), Spec(kNotJudgedVerdict)), false, {kNotJudged}));
  EXPECT_TRUE(is(Classified(Spec(kSilent, {{"dns_failure"}}), Spec(kNoTls, {{"not_tls"}})), false, {kOther}));
}

TEST(RunChangeTest, FailuresComeAndGo) {
  const RunChange worse = Classified(Spec(kBad, {{"expired"}, {"weak_key"}}), Spec(kBad, {{"expired"}, {"revoked"}}));
  EXPECT_THAT(worse.kinds, ElementsAre(kWorse));
  EXPECT_TRUE(worse.worse);
  EXPECT_THAT(worse.added, ElementsAre("revoked"));
  EXPECT_THAT(worse.removed, ElementsAre("weak_key"));
  const RunChange better = Classified(Spec(kBad, {{"expired"}, {"weak_key"}}), Spec(kBad, {{"expired"}}));
  EXPECT_THAT(better.kinds, ElementsAre(kBetter));
  EXPECT_FALSE(better.worse);
}

TEST(RunChangeTest, AWarningThatBecomesAFailureIsWorse) {
  const RunChange change = Classified(Spec(kBad, {{"expired"}, {"incomplete_chain", "warn"}}),
                                      Spec(kBad, {{"expired"}, {"incomplete_chain"}}));
  EXPECT_THAT(change.kinds, ElementsAre(kWorse));
  EXPECT_THAT(change.added, IsEmpty());
}

TEST(RunChangeTest, AWarningThatComesIsSomethingElse) {
  const RunChange change = Classified(Spec(kGood), Spec(kGood, {{"weak_cipher", "warn"}}));
  EXPECT_THAT(change.kinds, ElementsAre(kOther));
  EXPECT_FALSE(change.worse);
  EXPECT_THAT(change.added, ElementsAre("weak_cipher"));
}

TEST(RunChangeTest, AWaiverIsNoMending) {
  EXPECT_THAT(Classified(Spec(kBad, {{"expired"}}), Spec(kGood, {{"expired", "fail", true}})).kinds,
              ElementsAre(kWaived));
  // What was waived before and is so still has no part in it.
  EXPECT_THAT(
      Classified(Spec(kBad, {{"expired"}, {"weak_key", "fail", true}}), Spec(kGood, {{"weak_key", "fail", true}}))
          .kinds,
      ElementsAre(kMended));
  const RunChange ended = Classified(Spec(kGood, {{"expired", "fail", true}}), Spec(kBad, {{"expired"}}));
  EXPECT_THAT(ended.kinds, ElementsAre(kNewlyFailing));
  EXPECT_THAT(ended.added, IsEmpty());
}

TEST(RunChangeTest, Certificates) {
  RowSpec old_one = Spec(kGood, {}, "one"), new_one = Spec(kGood, {}, "two");
  const RunChange rekeyed = Classified(old_one, new_one);
  EXPECT_THAT(rekeyed.kinds, ElementsAre(kCertificateChanged));
  EXPECT_EQ(rekeyed.same_key, false);
  old_one.key = new_one.key = "a key";
  EXPECT_EQ(Classified(old_one, new_one).same_key, true);
  const RunChange first = Classified(Spec(kSilent), new_one);
  EXPECT_THAT(first.kinds, ElementsAre(kReachableAgain));
  EXPECT_FALSE(first.same_key);
}

TEST(RunChangeTest, ALeafThatCouldNotBeParsedIsACertificateToo) {
  estate::ResultChange change{.endpoint = {"a.example", "10.0.0.1", 443},
                              .before = MakeResult(Spec(kBad, {}, "one")),
                              .after = MakeResult(Spec(kBad, {}))};
  std::string& json = change.after->json;
  json.replace(json.rfind('}'), 1, R"(,"chain":[{"parse_error":"no DER","sha256":"ab"}]})");
  const absl::StatusOr<RunChange> result = ClassifyChange(change, {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->kinds, ElementsAre(kCertificateChanged));
  EXPECT_FALSE(result->same_key);
}

TEST(RunChangeTest, NewlyExpiring) {
  const std::vector<RowFinding> soon = {{"expiring_soon", "warn"}};
  EXPECT_THAT(Classified(Spec(kGood), Spec(kGood, soon)).kinds, ElementsAre(kNewlyExpiring));
  EXPECT_THAT(Classified(Spec(kBad, {{"weak_key"}}), Spec(kGood, soon)).kinds, ElementsAre(kNewlyExpiring, kMended));
  EXPECT_THAT(Classified(std::nullopt, Spec(kGood, soon)).kinds, ElementsAre(kAppeared));
  EXPECT_THAT(Classified(Spec(kGood), Spec(kGood, {{"expiring_soon", "warn", true}})).kinds, ElementsAre(kOther));
}

TEST(RunChangeTest, AppearedAndDisappeared) {
  EXPECT_FALSE(Classified(std::nullopt, Spec(kGood)).worse);
  EXPECT_FALSE(Classified(std::nullopt, Spec(kNotJudgedVerdict)).worse);
  EXPECT_TRUE(Classified(std::nullopt, Spec(kSilent)).worse);
  EXPECT_TRUE(Classified(std::nullopt, Spec(kNoTls)).worse);
  const RunChange failing = Classified(std::nullopt, Spec(kBad, {{"expired"}}));
  EXPECT_THAT(failing.kinds, ElementsAre(kAppeared));
  EXPECT_TRUE(failing.worse);
  EXPECT_THAT(failing.added, ElementsAre("expired"));
  const RunChange gone = Classified(Spec(kBad, {{"expired"}}), std::nullopt);
  EXPECT_THAT(gone.kinds, ElementsAre(kDisappeared));
  EXPECT_FALSE(gone.worse);
  EXPECT_THAT(gone.removed, ElementsAre("expired"));
  EXPECT_EQ(gone.newest().host, "a.example");
}

TEST(RunChangeTest, NewlySharedKeys) {
  RowSpec one = Spec(kGood, {}, "one"), two = Spec(kGood, {}, "two");
  one.key = two.key = "a key";
  const std::string key = base::HexEncode(base::Sha256(base::AsBytes("a key")));
  EXPECT_THAT(Classified(one, two, {.before = {}, .after = {key}}).kinds,
              ElementsAre(kNewlySharedKey, kCertificateChanged));
  EXPECT_THAT(Classified(one, two, {.before = {key}, .after = {key}}).kinds, ElementsAre(kCertificateChanged));
  EXPECT_THAT(Classified(std::nullopt, two, {.before = {key}, .after = {key}}).kinds,
              ElementsAre(kAppeared, kNewlySharedKey));
  EXPECT_THAT(Classified(one, std::nullopt, {.before = {key}, .after = {key}}).kinds, ElementsAre(kDisappeared));
}

TEST(RunChangeTest, ALineThatCannotBeReadIsDamage) {
  estate::ResultRow row;
  row.host = "a\x1b[31m.example";
  row.port = 443;
  row.json = "{";
  const estate::ResultChange change{.endpoint = {row.host, "", row.port}, .before = {}, .after = row};
  const absl::Status status = ClassifyChange(change, {}).status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("a\\x1b[31m.example:443 can't be read: is no JSON"));
}

}  // namespace
}  // namespace certsweep::report
