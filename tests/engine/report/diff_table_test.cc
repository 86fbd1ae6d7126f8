#include "engine/report/diff_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"

namespace certsweep::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kBad = pki::Verdict::kNoncompliant;

RunChange Changed(const std::optional<RowSpec>& before, const std::optional<RowSpec>& after) {
  const RowSpec& any = after ? *after : *before;
  estate::ResultChange change{.endpoint = {any.host, any.address, 443}, .before = {}, .after = {}};
  if (before) change.before = MakeResult(*before);
  if (after) change.after = MakeResult(*after);
  return ClassifyChange(change, {}).value();
}

RunChange Failing(const std::string& host) {
  return Changed(RowSpec{.host = host}, RowSpec{.host = host, .verdict = kBad, .findings = {{"expired"}}});
}

TEST(DiffTableTest, GroupsWithTheWorstFirst) {
  DiffTable table({});
  table.Add(Changed(std::nullopt, RowSpec{.host = "new.example"}));
  table.Add(Changed(RowSpec{.host = "mended.example", .verdict = kBad, .findings = {{"weak_key"}}, .certificate = "1"},
                    RowSpec{.host = "mended.example", .certificate = "2"}));
  table.Add(Failing("b.example"));
  table.Add(Changed(std::nullopt, RowSpec{.host = "newbad.example", .verdict = kBad, .findings = {{"expired"}}}));
  table.Add(Failing("a.example"));
  EXPECT_EQ(table.Render(),
            "Newly failing: 2\n"
            "  a.example:443  10.0.0.1  compliant -> noncompliant  +expired\n"
            "  b.example:443  10.0.0.1  compliant -> noncompliant  +expired\n"
            "\n"
            "Appeared and not compliant: 1\n"
            "  newbad.example:443  10.0.0.1  noncompliant  +expired\n"
            "\n"
            "Appeared: 1\n"
            "  new.example:443  10.0.0.1  compliant\n"
            "\n"
            "Changed certificate: 1\n"
            "  mended.example:443  10.0.0.1  noncompliant -> compliant  -weak_key, new certificate until 2027-01-01\n");
}

TEST(DiffTableTest, KeepsTheWorstWhateverTheOrder) {
  for (const bool backwards : {false, true}) {
    DiffTable table({.limit = 3});
    for (int i = 0; i < 8; ++i) {
      const int number = backwards ? 7 - i : i;
      const std::string host = "h" + std::to_string(number) + ".example";
      if (number < 2) {
        table.Add(Failing(host));
      } else {
        table.Add(Changed(RowSpec{.host = host}, std::nullopt));
      }
    }
    EXPECT_EQ(table.Render(),
              "Newly failing: 2\n"
              "  h0.example:443  10.0.0.1  compliant -> noncompliant  +expired\n"
              "  h1.example:443  10.0.0.1  compliant -> noncompliant  +expired\n"
              "\n"
              "Disappeared: 6\n"
              "  h2.example:443  10.0.0.1  compliant\n"
              "... and 5 more; --all shows them\n");
  }
}

TEST(DiffTableTest, AllIsAll) {
  DiffTable table({.all = true, .limit = 1});
  for (int i = 0; i < 60; ++i) table.Add(Failing("h" + std::to_string(i)));
  EXPECT_THAT(table.Render(), Not(HasSubstr("more")));
}

TEST(DiffTableTest, NothingIsNothing) { EXPECT_EQ(DiffTable({}).Render(), ""); }

TEST(DiffTableTest, SaysWhereToLook) {
  RowSpec before = {.host = "a", .certificate = "one"}, after = before;
  after.tls = "TLSv1.2";
  EXPECT_EQ(DescribeChange(Changed(before, after)), "TLS: TLSv1.2  ");
  after = before;
  after.columns = R"({"site":"Leeds"})";
  EXPECT_EQ(DescribeChange(Changed(before, after)), "its line in the inventory");
  after = before;
  after.findings = {{"expiring_soon", "warn"}};
  EXPECT_EQ(DescribeChange(Changed(before, after)), "+expiring_soon, expires 2027-01-01");
  before.key = after.key = "k";
  after.certificate = "two";
  after.findings = {};
  EXPECT_EQ(DescribeChange(Changed(before, after)), "new certificate until 2027-01-01 with the same key");
}

TEST(DiffTableTest, StrangersAreMadeVisible) {
  DiffTable table({.color = false});
  table.Add(Changed(std::nullopt, RowSpec{.host = "a\x1b[2J", .verdict = kBad, .findings = {{"\x1b]0;x"}}}));
  EXPECT_THAT(table.Render(), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace certsweep::report
