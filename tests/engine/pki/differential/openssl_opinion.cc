#include "tests/engine/pki/differential/openssl_opinion.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/support/check.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::pki {
bool HasOpenssl() { return std::system("openssl version > /dev/null 2>&1") == 0; }

Opinion OpensslOpinion(const suites::Scene& scene) {
  const test::TemporaryFolder folder;
  const std::string leaf = folder.Path("leaf"), sent = folder.Path("sent"), roots = folder.Path("roots");
  test::WriteWholeFile(leaf, scene.sent.front().Pem());
  test::WriteWholeFile(sent, test::PemBundle(scene.sent));
  test::WriteWholeFile(roots, test::PemBundle(scene.roots));
  const std::string command = "openssl verify -no-CApath -no-CAstore -trusted_first -purpose sslserver -CAfile " +
                              roots + " -untrusted " + sent + " -verify_hostname '" + scene.name + "' -attime " +
                              std::to_string(scene.time) + " " + leaf + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  test::Check(pipe != nullptr, "start openssl");
  std::string output;
  char buffer[1024];
  while (const size_t size = std::fread(buffer, 1, sizeof(buffer), pipe)) output.append(buffer, size);
  return {pclose(pipe) == 0, output};
}

}  // namespace certsweep::pki
