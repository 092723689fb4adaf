select 1+1, 'a', null
select id, s from t where id = 5
select * from t where id = ?
select * from t where id in (1,2,3)
select * from t where id = '5'
select * from t where a = 1 and b > 5
select * from t where a = 1 and b < 5
select * from t where a = 1 and b between 5 and 7 order by b
select * from t where a is null
select * from t where s like 'abc%'
select * from t where s like '%abc'
select * from t order by id desc limit 10
select * from t order by d limit 5, 10
select a, count(*) c from t group by a having c > 1 order by c desc
select t.id, u.v from t join u on t.id = u.t_id where t.a = 3
select t.id, u.v from t left join u on t.id = u.t_id where u.v = 'x'
select * from t right join u on t.id = u.t_id
select * from t natural join u
select * from t where exists (select 1 from u where u.t_id = t.id)
select * from t where id not in (select t_id from u)
select * from t where not exists (select * from u where u.t_id = t.id) and a in (select n from u) or b = 1
select * from t where a = (select max(n) from u where u.t_id = t.id)
select * from v where id = 3
select * from (select a, count(*) c from t group by a) x where c > 2
select a from t union select n from u order by 1 limit 3
with recursive c(n) as (select 1 union all select n+1 from c where n < 10) select * from c
select row_number() over (partition by a order by b) rn, sum(d) over () from t
select group_concat(distinct s order by b desc separator '; ') from t group by a
select * from t join lateral (select max(n) m from u where u.t_id = t.id) x where m > 1
select * from t for update skip locked
select -a, -(-1), ~a, a div 2, a / 2 from t
select if(a > 1, 'x', 2), coalesce(a, 'y'), concat(s, a, d) from t
insert into t (a, b, s) values (1, 2, 'x'), (?, default, concat('a', 'b'))
insert into t (id, a) values (1, 2) on duplicate key update a = a + values(a), b = default
insert into t (id, a) select id, n from u where v = 'x'
update t set a = a + 1, b = a where id = 7
update t, u set t.a = u.n, u.v = 'x' where t.id = u.t_id
delete from t where a = 3 order by b limit 2
delete t, u from t join u on t.id = u.t_id where t.a = 5
