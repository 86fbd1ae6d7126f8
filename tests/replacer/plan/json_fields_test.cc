#include "replacer/plan/json_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace certsweep::replacer {

struct Inner {
  std::string name;
  int8_t small = 0;
};

struct Outer {
  std::string text;
  bool yes = false;
  int64_t large = 0;
  uint16_t port = 443;
  std::optional<uint32_t> mode;
  std::vector<std::string> words;
  std::vector<Inner> inners;
};

template <class Fields, class Value>
  requires std::same_as<std::remove_const_t<Value>, Inner>
void Describe(Fields& fields, Value& value) {
  fields("name", value.name);
  fields("small", value.small);
}

template <class Fields, class Value>
  requires std::same_as<std::remove_const_t<Value>, Outer>
void Describe(Fields& fields, Value& value) {
  fields("text", value.text);
  fields("yes", value.yes);
  fields("large", value.large);
  fields("port", value.port);
  fields("mode", value.mode);
  fields("words", value.words);
  fields("inners", value.inners);
}

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Outer Load(std::string_view json) {
  Outer value;
  EXPECT_TRUE(FromJson(json, value).ok()) << json;
  return value;
}

TEST(JsonFieldsTest, ComesBackAsItWas) {
  Outer value;
  value.text = "a \"b\"\n\xc3\xbc";
  value.yes = true;
  value.large = std::numeric_limits<int64_t>::min();
  value.port = 65535;
  value.mode = 0640;
  value.words = {"x", ""};
  value.inners = {{"one", -128}, {"two", 127}};
  const Outer back = Load(ToJson(value));
  EXPECT_EQ(back.text, value.text);
  EXPECT_TRUE(back.yes);
  EXPECT_EQ(back.large, value.large);
  EXPECT_EQ(back.port, 65535);
  EXPECT_EQ(back.mode, 0640u);
  EXPECT_THAT(back.words, ElementsAre("x", ""));
  ASSERT_EQ(back.inners.size(), 2u);
  EXPECT_EQ(back.inners[0].small, -128);
  EXPECT_EQ(back.inners[1].name, "two");
  EXPECT_EQ(ToJson(back), ToJson(value));
}

TEST(JsonFieldsTest, TextIsKeptByteByByte) {
  Outer value;
  value.text = std::string("before\0after", 12);
  EXPECT_EQ(Load(ToJson(value)).text, value.text);
  // Latin-1, as an old appliance might name a folder.
  value.text = "/etc/f\xfc\x7f/\x01";
  EXPECT_EQ(Load(ToJson(value)).text, value.text);
}

TEST(JsonFieldsTest, WhatIsAbsentKeepsItsDefaultAndWhatIsUnknownIsPassedOver) {
  const Outer value = Load(R"({"of another time":[1]})");
  EXPECT_EQ(value.port, 443);
  EXPECT_EQ(value.mode, std::nullopt);
  EXPECT_EQ(Load(R"({"mode":null})").mode, std::nullopt);
}

TEST(JsonFieldsTest, WhatIsNoObjectIsNone) {
  for (const char* text : {"", "nil", "[]", "7", "{\"text\":", "{} {}"}) {
    Outer value;
    const absl::Status status = FromJson(text, value);
    EXPECT_TRUE(absl::IsDataLoss(status)) << text;
    EXPECT_THAT(status.ToString(), HasSubstr("no JSON object"));
  }
}

TEST(JsonFieldsTest, AMemberOfAnotherKindIsNamed) {
  const std::pair<const char*, const char*> wrong[] = {{R"({"text":7})", "text"},
                                                       {R"({"yes":1})", "yes"},
                                                       {R"({"large":"1"})", "large"},
                                                       {R"({"large":1.5})", "large"},
                                                       {R"({"port":65536})", "port"},
                                                       {R"({"port":-1})", "port"},
                                                       {R"({"mode":-1})", "mode"},
                                                       {R"({"words":"x"})", "words"},
                                                       {R"({"words":["x",7]})", "words"},
                                                       {R"({"inners":[[]]})", "inners"},
                                                       {R"({"large":18446744073709551615})", "large"}};
  for (const auto& [json, name] : wrong) {
    Outer value;
    const absl::Status status = FromJson(json, value);
    EXPECT_TRUE(absl::IsDataLoss(status)) << json;
    EXPECT_THAT(status.ToString(), HasSubstr(std::string(name) + ": is not what it should be"));
  }
}

TEST(JsonFieldsTest, OfSeveralFaultsTheInnermostThatComesFirstIsTold) {
  Outer value;
  EXPECT_THAT(FromJson(R"({"inners":[{"name":"a","small":128}],"port":"x"})", value).ToString(),
              HasSubstr("port: is not"));
  EXPECT_THAT(FromJson(R"({"inners":[{"name":"a","small":128}]})", value).ToString(), HasSubstr("small: is not"));
}

}  // namespace
}  // namespace certsweep::replacer
