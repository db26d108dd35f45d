import { startFcmSimulator, type FcmSimulator } from './simulators/fcm-simulator.js';
import { startSmtpSink, type SmtpSink } from './simulators/smtp-sink.js';
import { startTwilioSimulator, type TwilioSimulator } from './simulators/sms-simulators.js';

const TWILIO = { account_sid: 'AC0123456789abcdef0123456789abcdef', auth_token: 'a-token-for-tests' };

export interface Outside {
  readonly mail: SmtpSink;
  readonly sms: TwilioSimulator;
  readonly push: FcmSimulator;
  /** What points an application at them. */
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

/** A mail server, an SMS provider and a push service that take everything and keep it for the test. */
export async function startOutside(): Promise<Outside> {
  const [mail, sms, push] = await Promise.all([startSmtpSink(), startTwilioSimulator(TWILIO), startFcmSimulator()]);
  return {
    mail,
    sms,
    push,
    env: {
      ...push.env,
      MAIL_SERVER: '127.0.0.1',
      MAIL_PORT: String(mail.port),
      MAIL_STARTTLS: 'false',
      SMS_PROVIDER: 'twilio',
      TWILIO_ACCOUNT_SID: TWILIO.account_sid,
      TWILIO_AUTH_TOKEN: TWILIO.auth_token,
      TWILIO_PHONE_NUMBER: '+15005550006',
      TWILIO_API_URL: sms.url,
    },
    stop: async () => {
      await Promise.all([mail.stop(), sms.stop(), push.stop()]);
    },
  };
}
