#include "tests/house/room_arrows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace certsweep::house {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Case {
  const char* path;
  const char* line;
  const char* complaint;  // empty: none
};

class SourceLineTest : public ::testing::TestWithParam<Case> {};

TEST_P(SourceLineTest, IsJudged) {
  const auto complaints = SourceComplaints(GetParam().path, std::string("// first\n") + GetParam().line + "\n");
  if (*GetParam().complaint == '\0') {
    EXPECT_THAT(complaints, IsEmpty());
  } else {
    EXPECT_THAT(complaints, ElementsAre(HasSubstr(GetParam().complaint)));
    EXPECT_THAT(complaints, ElementsAre(HasSubstr(std::string(GetParam().path) + ":2: ")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rooms, SourceLineTest,
    ::testing::Values(
        Case{"engine/base/a.cc", "#include \"engine/base/bytes.h\"", ""},
        Case{"engine/base/a.cc", "#include \"engine/x509/pem.h\"", "engine/base may not know engine/x509"},
        Case{"engine/x509/a.h", "#include \"engine/pki/verdict.h\"", "engine/x509 may not know engine/pki"},
        Case{"engine/pki/checks/a.cc", "#include \"engine/x509/pem.h\"", ""},
        Case{"engine/pki/a.cc", "#include \"engine/tls/handshake.h\"", "may not know engine/tls"},
        Case{"engine/config/a.cc", "#include \"engine/pki/policy.h\"", ""},
        Case{"engine/config/a.cc", "#include \"engine/net/loop.h\"", "engine/config may not know engine/net"},
        Case{"engine/pki/a.cc", "#include \"engine/config/config.h\"", "engine/pki may not know engine/config"},
        Case{"engine/tls/a.cc", "#include \"engine/net/loop.h\"", "may not know engine/net"},
        Case{"engine/net/a.cc", "#include \"engine/pki/verdict.h\"", "may not know engine/pki"},
        Case{"engine/estate/a.cc", "#include \"engine/probe/result.h\"", "may not know engine/probe"},
        Case{"engine/unheard_of/a.cc", "#include \"engine/base/bytes.h\"", "engine/unheard_of may not know"},
        Case{"engine/probe/a.cc", "#include \"scanner/scan.h\"", "engine/probe may not know scanner"},
        Case{"scanner/a.cc", "#include \"engine/probe/probe.h\"", ""},
        Case{"scanner/a.cc", "#include \"replacer/replace.h\"", "scanner may not know replacer"},
        Case{"replacer/a.cc", "#include \"scanner/scan.h\"", "replacer may not know scanner"},
        Case{"scanner/a.cc", "#include \"bench/lab/lab.h\"", "scanner may not know bench/lab"},
        Case{"scanner/a.cc", "#  include \"cli/options.h\"", "scanner may not know cli"},
        Case{"bench/lab/a.cc", "#include \"scanner/scan.h\"", "bench/lab may not know scanner"},
        Case{"bench/lab/a.cc", "#include \"engine/net/loop.h\"", "bench/lab may not know engine/net"},
        Case{"bench/a_benchmark.cc", "#include \"scanner/scan.h\"", ""},
        Case{"cli/main.cc", "#include \"bench/lab/lab.h\"", ""},
        Case{"engine/base/a.cc", "#include \"tests/support/x.h\"", "may not know tests"}));

INSTANTIATE_TEST_SUITE_P(Libraries, SourceLineTest,
                         ::testing::Values(Case{"engine/config/a.cc", "#include <toml++/toml.h>", ""},
                                           Case{"engine/config/a.h", "#include <toml++/toml.h>",
                                                "toml++ is for the sources of engine/config"},
                                           Case{"cli/a.cc", "#include <toml++/toml.h>", "toml++ is for the sources"},
                                           Case{"replacer/issuer/https_client.cc", "#include <curl/curl.h>", ""},
                                           Case{"replacer/issuer/https_client.h", "#include <curl/curl.h>",
                                                "libcurl is for replacer/issuer/https_client.cc"},
                                           Case{"engine/net/loop.h", "#include <boost/asio/io_context.hpp>", ""},
                                           Case{"engine/tls/a.h", "#include <boost/asio/io_context.hpp>",
                                                "Asio is for"},
                                           Case{"scanner/scan.cc", "#include <boost/asio.hpp>", "Asio is for"},
                                           Case{"scanner/scan_runner.cc", "#include <boost/asio.hpp>", ""},
                                           Case{"scanner/runner.cc", "#include <boost/asio.hpp>", "Asio is for"},
                                           Case{"scanner/a.cc", "#include <boost/json.hpp>", ""},
                                           Case{"engine/tls/a.cc", "#include <openssl/ssl.h>", ""},
                                           Case{"bench/lab/a.cc", "#include <openssl/ssl.h>", ""},
                                           Case{"scanner/a.cc", "#include <openssl/sha.h>", "BoringSSL is for"},
                                           Case{"cli/a.cc", "#include <openssl/sha.h>", "BoringSSL is for"}));

INSTANTIATE_TEST_SUITE_P(
    Clock, SourceLineTest,
    ::testing::Values(Case{"engine/base/clock.cc", "  return std::chrono::system_clock::now();", ""},
                      Case{"engine/base/clock_skew.cc", "  return std::chrono::system_clock::now();",
                           "the clock is read"},
                      Case{"engine/net/a.cc", "  timer.expires_at(steady_clock::now() + wait);", "the clock is read"},
                      Case{"scanner/a.cc", "  time_t t = time(nullptr);", "the clock is read"},
                      Case{"scanner/a.cc", "  const auto t = std::time(&out);", "the clock is read"},
                      Case{"cli/a.cc", "  absl::Now();", "the clock is read"},
                      Case{"scanner/a.cc", "  clock_gettime(CLOCK_MONOTONIC, &t);", "the clock is read"},
                      Case{"scanner/a.cc", "  // never std::chrono::steady_clock::now() here", ""},
                      Case{"scanner/a.cc", "  handshake_time(0);", ""},
                      Case{"scanner/a.cc", "  std::chrono::steady_clock::time_point deadline;", ""}));

TEST(LinkComplaintsTest, LinksAreTheArrows) {
  EXPECT_THAT(LinkComplaints("engine/pki/CMakeLists.txt", "PUBLIC certsweep::x509 certsweep::boringssl"), IsEmpty());
  EXPECT_THAT(LinkComplaints("engine/pki/CMakeLists.txt", "PUBLIC certsweep::x509\n certsweep::tls"),
              ElementsAre(HasSubstr("engine/pki may not link engine/tls")));
  EXPECT_THAT(LinkComplaints("scanner/sinks/CMakeLists.txt", "PRIVATE certsweep::cli_lib"),
              ElementsAre(HasSubstr("scanner may not link cli")));
  EXPECT_THAT(LinkComplaints("scanner/CMakeLists.txt", "PUBLIC certsweep::scanner_targets certsweep::probe"),
              IsEmpty());
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(RoomArrowsTest, TheTreeKeepsThem) {
  const std::filesystem::path top = CERTSWEEP_SOURCE_DIR;
  int judged = 0;
  for (const char* folder : {"engine", "scanner", "replacer", "bench", "cli"}) {
    if (!std::filesystem::exists(top / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder)) {
      const std::string path = std::filesystem::relative(entry.path(), top).string();
      const bool source = path.ends_with(".cc") || path.ends_with(".h");
      if (!source && !path.ends_with("/CMakeLists.txt")) continue;
      const std::string text = ReadAll(entry.path());
      EXPECT_THAT(source ? SourceComplaints(path, text) : LinkComplaints(path, text), IsEmpty());
      ++judged;
    }
  }
  EXPECT_GT(judged, 20) << "the tree was not found below " << top;
}

}  // namespace
}  // namespace certsweep::house
