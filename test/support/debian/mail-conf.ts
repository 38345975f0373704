/**
 * How Debian's Dovecot and Exim are set up for tests.
 * Before: mail.ts. After: both programs.
 */
import type { Certificate } from "../tls/authority.ts";
import type { MailPlace } from "./mail.ts";

export interface MailConf extends MailPlace {
  readonly takesAll: boolean;
  /** Null: in the clear. Else from the first byte on ports of their own, and after STARTTLS on the usual ones. */
  readonly tls: (Certificate & { readonly imapsPort: number; readonly smtpsPort: number }) | null;
  /** Whom the programs run as. */
  readonly user: string;
  readonly group: string;
  readonly password: string;
}

/** Two people live here; mail to anybody else comes back. */
const TWO_PEOPLE = `
people:
  driver = accept
  domains = vale.example : whitfield.example
  local_parts = robin : nora
  transport = maildir
`;
/** Everybody lives with a provider that takes everything; what it makes of it is no concern here. */
const ABROAD = `
abroad:
  driver = redirect
  data = :blackhole:
`;

/** Dovecot: every account has the one password, and a Maildir under its name. */
export function dovecotConf({ root, imapPort, user, group, password, tls }: MailConf): string {
  return `
protocols = imap
base_dir = ${root}/run
state_dir = ${root}/state
log_path = /dev/stderr
${tls ? `ssl = yes\nssl_cert = <${tls.cert}\nssl_key = <${tls.key}\nauth_debug = yes` : "ssl = no"}
disable_plaintext_auth = no
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
listen = 127.0.0.1
mail_location = maildir:${root}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${tls?.imapsPort ?? 0}
    ssl = yes
  }
}
service imap {
  service_count = 0
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${root}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
  mailbox Clients {
    auto = create
  }
}
`;
}

/** Exim: takes mail for vale.example from anybody, and for everybody from who is let in; delivers it into the same mailboxes. */
export function eximConf({ root, smtpPort, user, group, password, takesAll, tls }: MailConf): string {
  return `
primary_hostname = mx.vale.example
spool_directory = ${root}/spool
pid_file_path = ${root}/exim.pid
exim_user = ${user}
exim_group = ${group}
never_users =
trusted_users = ${user}
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${[smtpPort, ...(tls ? [tls.smtpsPort] : [])].join(" : ")}
${tls ? `tls_on_connect_ports = ${tls.smtpsPort}\ntls_advertise_hosts = *\ntls_certificate = ${tls.cert}\ntls_privatekey = ${tls.key}` : "tls_advertise_hosts ="}
auth_advertise_hosts = ${tls ? `\${if eq{$tls_in_cipher}{}{}{*}}` : "*"}
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
begin acl
acl_rcpt:
  accept authenticated = *
  accept domains = vale.example
  deny message = not without a login
acl_data:
  accept
begin routers
${takesAll ? ABROAD : TWO_PEOPLE}
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = ${root}/mail/$local_part_data
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
* * F,1s,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{$auth3}{${password}}}
  server_set_id = $auth2
`;
}
