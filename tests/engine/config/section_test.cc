#include "engine/config/section.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

namespace certsweep::config {
namespace {

TEST(SectionTest, NamesAreBareKeysAndComeOnce) {
  const std::regex bare("[a-z][a-z0-9_]*");
  std::set<std::string> names;
  for (const Section* section : Sections()) {
    EXPECT_TRUE(std::regex_match(std::string(section->name), bare)) << section->name;
    EXPECT_FALSE(section->comment.empty() || section->settings.empty()) << section->name;
    for (const Setting& setting : section->settings) {
      EXPECT_TRUE(std::regex_match(std::string(setting.key), bare)) << setting.key;
      EXPECT_FALSE(setting.comment.empty() || setting.value.empty()) << setting.key;
      EXPECT_TRUE(names.insert(std::string(section->name) + "." + std::string(setting.key)).second) << setting.key;
    }
  }
}

TEST(SectionTest, HeadersAreThoseOfTheFile) {
  EXPECT_EQ(PolicySection().Header(), "[policy]");
  EXPECT_EQ(WaiverSection().Header(), "[[waiver]]");
  EXPECT_EQ(IssuerSectionTable().Header(), "[issuer.NAME]");
  EXPECT_EQ(IssuerSectionTable().Header("corp"), "[issuer.corp]");
}

TEST(SectionTest, WhatComesSeveralTimesIsTakenAndHasNoDefault) {
  for (const Section* section : Sections()) {
    EXPECT_EQ(section->comes_once(), section->end_table == nullptr) << section->name;
    EXPECT_EQ(section->form == Section::Form::kNamed, !section->example.empty()) << section->name;
    for (const Setting& setting : section->settings)
      EXPECT_TRUE(section->comes_once() || !setting.is_on) << setting.key;
  }
}

// Nobody should take a comment of the default file for a key that is off.
TEST(SectionTest, NoCommentReadsAsAKey) {
  for (const Section* section : Sections()) {
    for (const Setting& setting : section->settings) {
      EXPECT_FALSE(std::regex_search("\n" + std::string(setting.comment), std::regex("\n\\w+ = "))) << setting.key;
    }
  }
}

}  // namespace
}  // namespace certsweep::config
