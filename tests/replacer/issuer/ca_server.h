// CaServer: the web service of a CA, for tests: ca_server.py with a script. Needs python3; ends with its object.
#ifndef CERTSWEEP_TESTS_REPLACER_ISSUER_CA_SERVER_H_
#define CERTSWEEP_TESTS_REPLACER_ISSUER_CA_SERVER_H_

#include <sys/types.h>

#include <string>
#include <string_view>

#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {

class CaServer {
 public:
  // Whether this machine has what it needs.
  static bool Works();

  // `script`: as ca_server.py takes it. The server's certificate is for "ca.test" and 127.0.0.1.
  // `client_ca`: PEM of who vouches for clients, where the script asks for client certificates by "client.pem".
  explicit CaServer(std::string_view script, std::string_view client_ca = {});
  ~CaServer();
  CaServer(const CaServer&) = delete;
  CaServer& operator=(const CaServer&) = delete;

  // A file that answers are made of; may be written at any time.
  void Write(std::string_view name, std::string_view content) const {
    test::WriteWholeFile(folder_.Path(name), content);
  }

  // "https://127.0.0.1:PORT" + `path`, or of another host.
  std::string Url(std::string_view path, std::string_view host = "127.0.0.1") const;
  // PEM file of the CA behind the server's certificate.
  std::string bundle() const { return folder_.Path("bundle.pem"); }
  // requests.jsonl so far.
  std::string Requests() const;

 private:
  test::TemporaryFolder folder_;
  pid_t pid_ = -1;
  int stop_ = -1;
  std::string port_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_ISSUER_CA_SERVER_H_
