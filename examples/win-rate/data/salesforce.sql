-- A part of what Heroku Connect makes for the object Opportunity: names in lower case, fields of the customer's own with __c,
-- and columns of Heroku Connect itself.
CREATE SCHEMA salesforce;

CREATE TABLE salesforce.opportunity (
  id serial PRIMARY KEY,
  sfid varchar(18) UNIQUE,
  name varchar(120),
  amount double precision,
  leadsource varchar(255),
  industry__c varchar(255),
  isclosed boolean,
  iswon boolean,
  isdeleted boolean,
  systemmodstamp timestamp,
  _hc_lastop varchar(32),
  _hc_err text);

INSERT INTO salesforce.opportunity
  (sfid, name, amount, leadsource, industry__c, isclosed, iswon, isdeleted, systemmodstamp, _hc_lastop, _hc_err) VALUES
  ('0065800000Kq001AAC', 'Deal 1', 21000, 'Web', 'Retail', true, true, false, '2016-11-21 17:15:00', 'SYNCED', NULL),
  ('0065800000Kq002AAC', 'Deal 2', 19250, 'Partner Referral', 'Banking', true, true, false, '2016-11-19 14:15:00', 'SYNCED', NULL),
  ('0065800000Kq003AAC', 'Deal 3', 8000, 'Partner Referral', 'Banking', true, true, false, '2016-11-02 16:15:00', 'SYNCED', NULL),
  ('0065800000Kq004AAC', 'Deal 4', 10250, 'Partner Referral', 'Retail', true, true, false, '2016-11-14 10:15:00', 'SYNCED', NULL),
  ('0065800000Kq005AAC', 'Deal 5', 4750, 'Web', 'Retail', true, false, false, '2016-11-19 12:15:00', 'UPDATED', NULL),
  ('0065800000Kq006AAC', 'Deal 6', 6750, 'Partner Referral', 'Retail', true, true, false, '2016-11-04 17:15:00', 'UPDATED', NULL),
  ('0065800000Kq007AAC', 'Deal 7', 21250, 'Partner Referral', 'Banking', true, false, false, '2016-11-07 13:15:00', 'UPDATED', NULL),
  ('0065800000Kq008AAC', 'Deal 8', 18500, 'Partner Referral', 'Banking', true, true, false, '2016-11-23 09:15:00', 'SYNCED', NULL),
  ('0065800000Kq009AAC', 'Deal 9', 2750, 'Web', 'Retail', true, false, false, '2016-11-20 11:15:00', 'UPDATED', NULL),
  ('0065800000Kq010AAC', 'Deal 10', 18000, 'Partner Referral', 'Banking', true, true, false, '2016-11-14 13:15:00', 'SYNCED', NULL),
  ('0065800000Kq011AAC', 'Deal 11', 19500, 'Web', 'Banking', true, false, false, '2016-11-15 13:15:00', 'SYNCED', NULL),
  ('0065800000Kq012AAC', 'Deal 12', 8750, 'Partner Referral', 'Retail', true, true, false, '2016-11-26 10:15:00', 'SYNCED', NULL),
  ('0065800000Kq013AAC', 'Deal 13', 3500, 'Web', 'Banking', true, true, false, '2016-11-19 12:15:00', 'SYNCED', NULL),
  ('0065800000Kq014AAC', 'Deal 14', 16750, 'Web', 'Retail', true, true, false, '2016-11-11 15:15:00', 'UPDATED', NULL),
  ('0065800000Kq015AAC', 'Deal 15', 20250, 'Web', 'Banking', true, false, false, '2016-11-03 09:15:00', 'SYNCED', NULL),
  ('0065800000Kq016AAC', 'Deal 16', 14250, 'Web', 'Banking', true, false, false, '2016-11-06 13:15:00', 'UPDATED', NULL),
  ('0065800000Kq017AAC', 'Deal 17', 16500, 'Web', 'Retail', true, true, false, '2016-11-14 08:15:00', 'SYNCED', NULL),
  ('0065800000Kq018AAC', 'Deal 18', 18750, 'Partner Referral', 'Retail', true, false, false, '2016-11-19 13:15:00', 'SYNCED', NULL),
  ('0065800000Kq019AAC', 'Deal 19', 12000, 'Web', 'Retail', true, true, false, '2016-11-20 15:15:00', 'SYNCED', NULL),
  ('0065800000Kq020AAC', 'Deal 20', 15500, 'Web', 'Retail', true, true, false, '2016-11-03 09:15:00', 'UPDATED', NULL),
  ('0065800000Kq021AAC', 'Deal 21', 16000, 'Partner Referral', 'Banking', true, true, false, '2016-11-23 18:15:00', 'SYNCED', NULL),
  ('0065800000Kq022AAC', 'Deal 22', 2750, 'Web', 'Banking', true, false, false, '2016-11-24 12:15:00', 'SYNCED', NULL),
  ('0065800000Kq023AAC', 'Deal 23', 15250, 'Web', 'Retail', true, true, false, '2016-11-10 14:15:00', 'UPDATED', NULL),
  ('0065800000Kq024AAC', 'Deal 24', 1500, 'Web', 'Banking', true, false, false, '2016-11-15 13:15:00', 'SYNCED', NULL),
  ('0065800000Kq025AAC', 'Deal 25', 6250, 'Web', 'Banking', false, false, false, '2016-11-20 09:15:00', 'SYNCED', NULL),
  ('0065800000Kq026AAC', 'Deal 26', 16750, 'Web', 'Retail', false, false, false, '2016-11-02 11:15:00', 'SYNCED', NULL),
  ('0065800000Kq027AAC', 'Deal 27', 10000, 'Web', 'Banking', true, true, true, '2016-11-05 11:15:00', 'SYNCED', NULL),
  (NULL, 'Deal 28', 13500, 'Web', 'Banking', true, true, false, '2016-11-13 15:15:00', 'FAILED', '{"message":"duplicate value found"}'),
  ('0065800000Kq029AAC', 'Deal 29', 3500, 'Web', 'Banking', true, true, false, '2016-11-06 15:15:00', 'FAILED', '{"message":"duplicate value found"}');
