#include "replacer/issuer/http_problem.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

absl::Status Problem(int status, const std::string& location = "") {
  HttpsResponse response;
  response.status = status;
  response.location = location;
  return HttpProblem("https://ca.test/x", response);
}

TEST(HttpProblemTest, WhatPassesIsUnavailable) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 599}) {
    EXPECT_TRUE(absl::IsUnavailable(Problem(status))) << status;
  }
}

TEST(HttpProblemTest, OthersDoNot) {
  EXPECT_TRUE(absl::IsUnauthenticated(Problem(401)));
  EXPECT_TRUE(absl::IsPermissionDenied(Problem(403)));
  for (const int status : {0, 204, 301, 302, 404, 405, 410, 418}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(Problem(status))) << status;
  }
}

TEST(HttpProblemTest, SaysWhere) {
  EXPECT_THAT(std::string(Problem(302, "http://evil\n.test").message()),
              AllOf(HasSubstr("https://ca.test/x: status 302"), HasSubstr("evil"), Not(HasSubstr("\n"))));
}

}  // namespace
}  // namespace certsweep::replacer
