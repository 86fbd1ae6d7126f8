// Names that have done harm elsewhere: each is a file name that a POSIX system takes.
#ifndef CERTSWEEP_TESTS_REPLACER_DEPLOY_HARD_NAMES_H_
#define CERTSWEEP_TESTS_REPLACER_DEPLOY_HARD_NAMES_H_

#include <string>
#include <vector>

namespace certsweep::replacer {

inline std::vector<std::string> HardNames() {
  return {"server.pem",
          "a b",
          " leading and trailing ",
          "it's",
          "'",
          "''",
          "\"quoted\"",
          "semi;touch HACKED",
          "$(touch HACKED)",
          "`touch HACKED`",
          "$HOME",
          "${IFS}",
          "a\nb",
          "ends in a line\n",
          "\n",
          "-rf",
          "--help",
          "-",
          "*",
          "?[a-z]",
          "~root",
          "a&b|c>HACKED<d",
          "#comment",
          "!history!",
          "back\\slash",
          "\\",
          "tab\tand\x01\x7f",
          "\xff\xfe not UTF-8",
          "grüße",
          "%s%n",
          "(sub)",
          "{a,b}",
          "=x",
          "@",
          "a@b"};
}

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_DEPLOY_HARD_NAMES_H_
