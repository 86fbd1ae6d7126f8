#include "engine/report/history_json.h"

#include <boost/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::report {
namespace {

boost::json::object JsonOf(estate::Estate& estate, const std::string& host, int64_t latest_run, bool include_pem) {
  std::string text;
  uint64_t count = 0;
  const absl::Status status =
      VisitEndpointHistories(estate, {.host = host}, &count, [&](const EndpointHistory& history) {
        AppendHistoryJson(history, latest_run, include_pem, text);
        return absl::OkStatus();
      });
  test::Check(status.ok() && count == 1 && text.ends_with("}\n"), "no line");
  return boost::json::parse(text).as_object();
}

TEST(HistoryJsonTest, AnEndpoint) {
  const test::TemporaryFolder folder;
  const std::unique_ptr<estate::Estate> estate = OpenRecord(folder.Path("estate.db"));
  const std::string der = test::CertificateBuilder("one").Build().der;
  AddRun(*estate, {{.host = "a", .certificate = der, .key = "k"}, {.host = "b", .certificate = "of b", .key = "k"}});
  AddRun(*estate, {{.host = "a", .verdict = pki::Verdict::kUnreachable, .findings = {{"dns_failure"}}}});
  const boost::json::object line = JsonOf(*estate, "a", 2, false);
  EXPECT_EQ(line.at("host"), "a");
  EXPECT_EQ(line.at("address"), "10.0.0.1");
  EXPECT_EQ(line.at("port"), 443);
  EXPECT_EQ(line.at("in_latest_run"), true);
  EXPECT_EQ(line.at("first_seen").at("run"), 1);
  EXPECT_EQ(line.at("last_seen").at("run"), 2);
  EXPECT_EQ(line.at("now").at("verdict"), "unreachable");
  ASSERT_EQ(line.at("history").as_array().size(), 2u);
  EXPECT_EQ(line.at("history").at(0).at("leaf").at("not_after"), "2027-01-01T00:00:00Z");
  EXPECT_EQ(line.at("history").at(1).at("codes").at(0), "dns_failure");
  EXPECT_FALSE(line.at("history").at(1).as_object().contains("leaf"));
  ASSERT_EQ(line.at("certificates").as_array().size(), 1u);
  EXPECT_EQ(line.at("certificates").at(0).at("subject"), "CN=one");
  EXPECT_EQ(line.at("certificates").at(0).at("as"), "leaf");
  EXPECT_FALSE(line.at("certificates").at(0).as_object().contains("pem"));
  EXPECT_TRUE(line.at("requests").as_array().empty());
  EXPECT_FALSE(line.contains("shared_key"));
  EXPECT_TRUE(JsonOf(*estate, "a", 2, true).at("certificates").at(0).at("pem").as_string().starts_with("-----BEGIN"));
  const boost::json::object other = JsonOf(*estate, "b", 2, false);
  EXPECT_EQ(other.at("in_latest_run"), false);
  EXPECT_EQ(other.at("shared_key").at("others"), 1);
  EXPECT_EQ(other.at("shared_key").at("first").at(0).at("host"), "a");
  EXPECT_FALSE(other.at("certificates").at(0).as_object().contains("subject"));
}

TEST(HistoryJsonTest, Replacements) {
  EndpointHistory history;
  history.newest_json = "{}";
  history.replacements = {{.job = 3,
                           .begun = kRowTime,
                           .changed = kRowTime + 60,
                           .state = "verified",
                           .detail = "so",
                           .ended = true,
                           .change_id = "CHG1",
                           .pem_path = "/etc/server.pem",
                           .leaf_sha256 = "aa",
                           .events = {{"queued", "", kRowTime}, {"verified", "so", kRowTime + 60}}},
                          {}};
  std::string text;
  AppendHistoryJson(history, 1, false, text);
  const boost::json::value both = boost::json::parse(text).at("replacements");
  EXPECT_EQ(both.at(0), boost::json::parse(R"({"job":3,"state":"verified","detail":"so","begun":"2026-01-02T03:04:05Z",
      "time":"2026-01-02T03:05:05Z","ended":true,"pem_path":"/etc/server.pem","leaf_sha256":"aa","change_id":"CHG1",
      "events":[{"state":"queued","detail":"","time":"2026-01-02T03:04:05Z"},
                {"state":"verified","detail":"so","time":"2026-01-02T03:05:05Z"}]})"));
  EXPECT_FALSE(both.at(1).as_object().contains("leaf_sha256"));
  EXPECT_FALSE(both.at(1).as_object().contains("change_id"));
}

}  // namespace
}  // namespace certsweep::report
