// What examples take for granted: hosts that answer, files that are there, a record with a past.
#ifndef CERTSWEEP_TESTS_INTEGRATION_EXAMPLE_WORLD_H_
#define CERTSWEEP_TESTS_INTEGRATION_EXAMPLE_WORLD_H_

#include <memory>
#include <string>

#include "bench/lab/lab.h"
#include "tests/integration/examples.h"

namespace certsweep::integration {

// Each host that an example names is an endpoint of a lab, on port 443, by its name and in the inventory. Each file
// that one reads is there, and what is in it follows from its name:
//   *.csv *.txt                an inventory of those hosts, with the columns that examples ask for; a list of them
//   *root*.pem, *anchor*       the lab's root and the root of server.pem
//   *ca*.pem *.crt ...         the CA that issued server.pem
//   *.pem                      server.pem: key, leaf, CA
//   *.crt *.cer *.der, NAME/   the leaf; a folder with it
//   *.crl                      that CA's revocation list
//   *.toml                     what `certsweep config default` prints
//   *.jsonl                    a case for `verify --batch`
//   *.cnf                      a template of certificate requests
//   *.db                       a record with a run of nine days ago and two of now
class ExampleWorld {
 public:
  // Enters a private network (private_network.h). `trouble()` says why there is no world.
  explicit ExampleWorld(const Needs& needs);
  ~ExampleWorld();
  ExampleWorld(const ExampleWorld&) = delete;
  ExampleWorld& operator=(const ExampleWorld&) = delete;

  const std::string& trouble() const { return trouble_; }
  // A copy of the files, which the next one does not see.
  std::string FreshFolder();

 private:
  void MakeFiles(const Needs& needs);
  void MakeRecord();
  std::string Inventory(const Needs& needs) const;

  std::string folder_;
  std::string trouble_;
  std::unique_ptr<lab::Lab> lab_;
  std::map<std::string, std::string> addresses_;  // by host
  int copies_ = 0;
};

// The CA that issued server.pem answers each NAME.csr in `folder` with NAME.crt.
void AnswerRequests(const std::string& folder);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_EXAMPLE_WORLD_H_
