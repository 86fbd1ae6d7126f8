#include "engine/report/prometheus_text.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/prometheus_text_reader.h"

namespace certsweep::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(PrometheusTextTest, AMetricAndItsSamples) {
  std::string text;
  AppendGauge("certsweep_things", "How many things.", text);
  AppendSample("certsweep_things", {{"kind", "a"}, {"of", "b"}}, -3, text);
  AppendSample("certsweep_things", {}, 253402300799, text);
  EXPECT_EQ(text,
            "# HELP certsweep_things How many things.\n"
            "# TYPE certsweep_things gauge\n"
            "certsweep_things{kind=\"a\",of=\"b\"} -3\n"
            "certsweep_things 253402300799\n");
}

TEST(PrometheusTextTest, LabelValuesAreEscapedAndVisible) {
  std::string text;
  AppendGauge("m", "Help.", text);
  AppendSample("m", {{"l", std::string_view("\"} 1\nm{l=\"\\\x1b[2J\0\xff\xe2\x80\xae", 20)}}, 1, text);
  const test::PrometheusSamples samples = test::ReadPrometheusText(text);
  EXPECT_THAT(samples.complaints, IsEmpty()) << text;
  EXPECT_THAT(samples.values, ElementsAre(Pair("m{l=\"\"} 1\\x0am{l=\"\\\\x1b[2J\\x00\\xff\\u{202e}\"}", 1)));
}

TEST(PrometheusTextTest, AValueThatNeverEndsIsCut) {
  std::string text;
  AppendSample("m", {{"l", std::string(65536, 'x')}}, 1, text);
  EXPECT_LE(text.size(), 1020u);
}

}  // namespace
}  // namespace certsweep::report
